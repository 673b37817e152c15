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

/** Names of places may have no English: they stay Chinese, and say so to a screen reader. */
export function languageOf(name: string): 'zh-CN' | undefined {
  return /[\u4e00-\u9fff]/.test(name) ? 'zh-CN' : undefined;
}

/** `t` for this page's own words; `say` for a text that the server sent in both languages. */
export function useWords() {
  const { t, te } = useI18n();
  const say = (text: Text) => text[language.value] || text.zh;
  /** A national code in words; a code that is on no list stands for itself. */
  const codeName = (list: 'visit' | 'insurance', code: string) =>
    te(`code.${list}.${code}`) ? t(`code.${list}.${code}`) : code;
  return { t, te, say, codeName };
}
