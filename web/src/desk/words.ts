import { i18n } from '../app/language';
import { useCaseWords } from '../cases/words';
import en from '../locales/desk.en';
import zh from '../locales/desk.zh';

i18n.global.mergeLocaleMessage('zh', { desk: zh });
i18n.global.mergeLocaleMessage('en', { desk: en });

const dayMilliseconds = 86_400_000;

export function useDeskWords() {
  const words = useCaseWords();
  /** How long a case has stood where it is. */
  function age(since: string): string {
    const days = Math.floor((Date.now() - new Date(since).getTime()) / dayMilliseconds);
    return days < 1 ? words.t('desk.today') : words.t('desk.days', { days });
  }
  return { ...words, age };
}
