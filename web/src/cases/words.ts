// Words of the pages of cases, and how a field's value is said.
import { addWords } from '../app/language';
import zh from '../locales/cases.zh';
import { usePortalWords } from '../portal/words';
import { grouped, parseAmount } from '../shared/money';
import { nameFound } from './names';
import type { CaseField, CaseFile, CaseOption } from './shapes';

addWords('zh', { cases: zh });

const outcomes: Record<string, string> = {
  approved: 'cases.outcome.approved',
  paid: 'cases.outcome.paid',
  refused: 'cases.outcome.refused',
  upheld: 'cases.outcome.upheld',
  withdrawn: 'cases.outcome.withdrawn',
  ended: 'cases.outcome.ended',
  closed: 'cases.outcome.closed',
};

export function useCaseWords() {
  const words = usePortalWords();
  const { t, say, day } = words;

  /** A value as a reader takes it; empty where nothing was said. */
  function sayValue(
    field: CaseField,
    path: string,
    file: Pick<CaseFile, 'form' | 'said'>,
    options: CaseOption[] | null = null,
  ): string {
    const value = file.form[path] ?? '';
    if (!value) return '';
    if (field.type === 'yes') return t('form.yes');
    if (field.type === 'date') return day(value);
    if (field.type === 'money' && parseAmount(value) !== null)
      return `${grouped(value)} ${t('form.yuan')}`;
    const whole = file.said[path];
    if (whole) return say(whole);
    const listed = [...field.codes, ...(options ?? [])];
    const nameOf = (one: string) => {
      const name = listed.find(({ code }) => code === one)?.name ?? nameFound(one);
      return name ? say(name) : one;
    };
    const parts = field.type === 'choices' ? value.split(',') : [value];
    return parts.map(nameOf).join(t('cases.and'));
  }

  /** How it came out, or whose turn it is; what is not known is said to be so. */
  function sayTurn({ state, actions }: Pick<CaseFile, 'state' | 'actions'>): string {
    const outcome = outcomes[state.code];
    if (outcome) return t(outcome);
    if (actions.some(({ code }) => code === 'appeal')) return t('cases.turn.appeal');
    if (state.personal) return t('cases.turn.yours');
    if (!state.turn) return t('cases.turn.nobody');
    return t('cases.turn.of', { who: say(state.turn.name) });
  }
  function sayTerm({ clock }: Pick<CaseFile, 'clock'>): string {
    if (!clock) return '';
    if (clock.day)
      return t(clock.overdue ? 'cases.term.over' : 'cases.term.until', { day: day(clock.day) });
    if (clock.text && clock.known) return t('cases.term.text', { text: say(clock.text) });
    return t('cases.term.unknown');
  }
  return { ...words, sayValue, sayTurn, sayTerm };
}
