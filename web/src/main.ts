import { createApp } from 'vue';
import App from './app/App.vue';
import { i18n } from './app/language';
import './styles/base.css';
import './styles/form.css';
import './styles/result.css';
import './styles/guide.css';
import './styles/print.css';

createApp(App).use(i18n).mount('#app');
