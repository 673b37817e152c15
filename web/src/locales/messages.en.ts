import type { MessageWords } from './messages.zh';

const messages: MessageWords = {
  none: 'There are no messages yet.',
  noneHint:
    'Results of settlements and applications, and changes of your card or of who may act for you, are told here.',
  fresh: 'New',
  look: 'Please look',
  unread: '{count} not read yet',
  unreadMore: 'more than {count} not read yet',
  allRead: 'all read',
  open: {
    settlement: 'See the settlement',
    card: 'See the card',
    family: 'See who may act',
    documents: 'See the papers',
    coverage: 'See coverage and benefits',
    settings: 'Settings',
    case: 'See the application',
  },
};
export default messages;
