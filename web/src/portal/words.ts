import { addWords, useWords } from '../app/language';
import { language } from '../app/preferences';
import type { Text } from '../api/types';
import { dayInWords } from '../guide/sections';
import zh from '../locales/portal.zh';

// These words come with the portal, so that the first page does not wait for them.
addWords('zh', { portal: zh });

/** "2026-03-02T08:15:00+08:00" as day and minute on China's clocks. */
export function momentInWords(at: string, chosen: 'zh' | 'en'): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  return new Intl.DateTimeFormat(chosen === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(moment);
}

export function usePortalWords() {
  const words = useWords();
  const { t, say } = words;
  const day = (text: string | null) => dayInWords(text ?? '', language.value);
  const moment = (at: string) => momentInWords(at, language.value);
  /** A name in both languages, in one, or none at all: then its code. */
  const title = ({ name, code }: { name: Text | string | null; code: string }) =>
    name === null ? code : typeof name === 'string' ? name : say(name);
  const span = (from: string, to: string | null) =>
    to
      ? t('portal.span', { from: day(from), to: day(to) })
      : t('portal.since', { from: day(from) });
  return { ...words, day, moment, title, span };
}
