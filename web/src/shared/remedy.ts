import type { Fault } from '../api/types';
import { useWords } from '../app/language';

/** The server's remedy, unless it speaks of JSON: then what to do in a box of this form. */
export function useRemedy() {
  const { t, say } = useWords();
  return (fault: Fault): string =>
    fault.code === 'bad_money' ? t('fault.bad_money') : say(fault.remedy);
}
