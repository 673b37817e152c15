// The rooms behind the portal's first page: they come together, once that one stands.
import CardPage from './CardPage.vue';
import CodePage from './CodePage.vue';
import CoveragePage from './CoveragePage.vue';
import DocumentsPage from './DocumentsPage.vue';
import FamilyPage from './FamilyPage.vue';
import MessagesPage from './MessagesPage.vue';
import SettingsPage from './SettingsPage.vue';
import SettlementPage from './SettlementPage.vue';
import SettlementsPage from './SettlementsPage.vue';

export default {
  messages: MessagesPage,
  coverage: CoveragePage,
  settlements: SettlementsPage,
  settlement: SettlementPage,
  code: CodePage,
  card: CardPage,
  documents: DocumentsPage,
  family: FamilyPage,
  settings: SettingsPage,
};
