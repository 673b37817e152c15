// Opens a door: the frame with that page in it. Doors import this first: its styles stand before
// those of their pages, and those of others before ours.
import { createApp, type Component } from 'vue';
import 'vant/es/style/base.css';
import 'vant/es/popup/index.css';
import 'vant/es/skeleton-paragraph/style';
import '../styles/base.css';
import '../styles/form.css';
import '../styles/result.css';
import '../styles/guide.css';
import '../styles/print.css';
import App from './App.vue';
import { wordsReady } from './language';
import type { Page } from './page';

export async function open(door: Page, page: Component) {
  await wordsReady();
  createApp(App, { door, page }).mount('#app');
}
