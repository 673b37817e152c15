import { open } from '../open';
import FinderPage from '../../finder/FinderPage.vue';

void open('finder', FinderPage);
