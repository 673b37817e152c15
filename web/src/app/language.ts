// The page's own words. Chinese comes with each room of the pages; English comes at once and whole,
// when somebody chooses it. Blanks are written {so}.
import { shallowReactive, watch } from 'vue';
import type { Text } from '../api/types';
import zh from '../locales/zh';
import { language, type Language } from './preferences';

interface Tree {
  [key: string]: string | Tree;
}
type Blanks = Record<string, string | number>;
/** "guide.title" to its text, for each language. */
const texts = shallowReactive<Record<Language, ReadonlyMap<string, string>>>({
  zh: new Map(),
  en: new Map(),
});

export function* leavesOf(words: Tree, path = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') yield [`${path}${key}`, value];
    else yield* leavesOf(value, `${path}${key}.`);
  }
}

export function addWords(chosen: Language, words: Tree) {
  texts[chosen] = new Map([...texts[chosen], ...leavesOf(words)]);
}
addWords('zh', zh);

/** What the language has for a key, if anything. */
export function wordsIn(chosen: Language, key: string): string | undefined {
  return texts[chosen].get(key);
}

/** A word that a language lacks is said in Chinese. */
export function t(key: string, blanks: Blanks = {}): string {
  const text = wordsIn(language.value, key) ?? wordsIn('zh', key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole));
}
const te = (key: string) => wordsIn(language.value, key) !== undefined;

let english: Promise<void> | null = null;
/** Done when the words of the language chosen are here; what cannot be fetched stays Chinese. */
export function wordsReady(): Promise<void> {
  if (language.value === 'zh') return Promise.resolve();
  english ??= import('../locales/english')
    .then(({ default: all }) => addWords('en', all))
    .catch(() => void (english = null));
  return english;
}
watch(
  language,
  async (chosen) => {
    await wordsReady();
    if (language.value === chosen) document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en';
  },
  { immediate: true },
);

/** Names of places may have no English: they stay Chinese, and say so to a screen reader. */
export function languageOf(name: string): 'zh-CN' | undefined {
  return /[\u4e00-\u9fff]/.test(name) ? 'zh-CN' : undefined;
}

/** `t` for this page's own words; `say` for a text that the server sent in both languages. */
export function useWords() {
  const say = (text: Text) => text[language.value] || text.zh;
  /** A national code in words; a code that is on no list stands for itself. */
  const codeName = (list: 'visit' | 'insurance', code: string) =>
    te(`code.${list}.${code}`) ? t(`code.${list}.${code}`) : code;
  return { t, te, say, codeName };
}
