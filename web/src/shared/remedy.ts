import type { Fault } from '../api/types';
import { useWords } from '../app/language';

// Remedies that speak to who writes requests or policies; here they tell what to do in the form.
const ownWords = ['bad_money', 'unknown_area'];

/** The server's remedy, or this page's own words where it speaks to somebody else. */
export function useRemedy() {
  const { t, say } = useWords();
  return (fault: Fault): string => {
    if (ownWords.includes(fault.code)) return t(`fault.${fault.code}`);
    const near = fault.code === 'drug_not_listed' ? t('fault.near', { list: fault.rule }) : '';
    return `${say(fault.remedy)}${near}`;
  };
}
