import { open } from '../open';
import DeskPage from '../../desk/DeskPage.vue';

void open('desk', DeskPage);
