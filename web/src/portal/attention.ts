// What the person should look at now, the most pressing first. Pure: rows in, sentences' keys out.
import type { Text } from '../api/types';
import type { Cards, Coverage, Eligibility } from './shapes';
import type { Room } from './place';

export interface Notice {
  key: string;
  kind: 'refused' | 'unsure' | 'plain';
  /** Of `portal.notice`. */
  words: string;
  blanks: Record<string, string | number>;
  to: Room;
  /** Of one case. */
  id?: string;
}

/** Earlier than this there is nothing to do yet. */
const soonDays = 30;

export function noticesOf(
  eligibility: Eligibility | null,
  coverage: Coverage | null,
  cards: Cards | null,
  names: {
    title: (row: Coverage['filings'][number]) => string;
    day: (text: string) => string;
    say: (text: Text) => string;
  },
): Notice[] {
  const out: Notice[] = [];
  const frozen = cards?.cards.find(({ state }) => state === 'frozen');
  const usable = cards?.cards.some(({ state }) => state === 'active');
  if (frozen && !usable)
    out.push({
      key: 'card',
      kind: 'refused',
      words: 'cardFrozen',
      blanks: { tail: frozen.tail },
      to: 'card',
    });
  if (eligibility && eligibility.status !== 'eligible') {
    const { status, pays_from } = eligibility;
    const dated = status === 'waiting' && pays_from !== null;
    const kind = ['not_enrolled', 'waiting'].includes(status) ? 'refused' : 'unsure';
    const words = dated ? 'waitingUntil' : status;
    const blanks = { day: names.day(pays_from ?? '') };
    out.push({ key: 'eligibility', kind, words, blanks, to: 'coverage' });
  }
  const repair = eligibility?.gap?.can_repair ? eligibility.gap.repair_until : null;
  if (repair) {
    const blanks = { day: names.day(repair) };
    out.push({ key: 'gap', kind: 'unsure', words: 'repair', blanks, to: 'coverage' });
  }
  for (const filing of coverage?.filings ?? []) {
    if (filing.state !== 'in_force' || filing.days_left === null) continue;
    if (filing.days_left > soonDays) continue;
    const blanks = { name: names.title(filing), days: filing.days_left };
    const key = `filing${filing.no}`;
    out.push({ key, kind: 'unsure', words: 'filingEnds', blanks, to: 'coverage' });
  }
  for (const grant of coverage?.grants ?? []) {
    if (grant.state !== 'in_force' || grant.days_left === null || grant.days_left > soonDays)
      continue;
    const blanks = { name: names.say(grant.code.name), days: grant.days_left };
    out.push({
      key: `grant${grant.no}`,
      kind: 'unsure',
      words: 'grantEnds',
      blanks,
      to: 'coverage',
    });
  }
  for (const one of coverage?.coverages ?? []) {
    if (one.state !== 'in_force' || one.days_left === null || one.days_left > soonDays) continue;
    const blanks = { days: one.days_left };
    const key = `coverage${one.no}`;
    out.push({ key, kind: 'unsure', words: 'coverageEnds', blanks, to: 'coverage' });
  }
  const open = eligibility?.periods.find((period) => period.open && period.closes);
  if (open?.closes) {
    const blanks = { day: names.day(open.closes) };
    out.push({ key: 'period', kind: 'plain', words: 'enrol', blanks, to: 'coverage' });
  }
  return out;
}
