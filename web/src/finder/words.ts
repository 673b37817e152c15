import { i18n } from '../app/language';
import en from '../locales/finder.en';
import zh from '../locales/finder.zh';

i18n.global.mergeLocaleMessage('zh', { finder: zh });
i18n.global.mergeLocaleMessage('en', { finder: en });
