import { open } from '../open';
import CheckPage from '../../check/CheckPage.vue';

void open('check', CheckPage);
