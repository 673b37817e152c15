import { open } from '../open';
import EstimatorPage from '../../estimator/EstimatorPage.vue';

void open('estimator', EstimatorPage);
