import { watch } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';
import type { Text } from '../api/types';
import en from '../locales/en';
import zh, { type Words } from '../locales/zh';
import { language } from './preferences';

export const i18n = createI18n<[Words], 'zh' | 'en', false>({
  legacy: false,
  locale: language.value,
  fallbackLocale: 'zh',
  messages: { zh, en },
});

watch(language, (chosen) => {
  i18n.global.locale.value = chosen;
});

/** `t` for this page's own words; `say` for a text that the server sent in both languages. */
export function useWords() {
  const { t } = useI18n();
  return { t, say: (text: Text) => text[language.value] || text.zh };
}
