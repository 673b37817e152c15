import { open } from '../open';
import NotFoundPage from '../NotFoundPage.vue';

void open('notFound', NotFoundPage);
