import { open } from '../open';
import PortalPage from '../../portal/PortalPage.vue';

void open('portal', PortalPage);
