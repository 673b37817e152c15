import { open } from '../open';
import GuidePage from '../../guide/GuidePage.vue';

void open('guide', GuidePage);
