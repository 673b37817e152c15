import { addWords } from '../app/language';
import { useCaseWords } from '../cases/words';
import zh from '../locales/desk.zh';

addWords('zh', { desk: zh });

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
