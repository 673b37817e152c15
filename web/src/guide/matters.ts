// The errands in the order in which people come to them, and what each needs to know first.
import type { Matter } from '../api/types';

export const matters = [
  'filing',
  'settlement',
  'claim',
  'purchase',
  'recognition',
  'special_drug',
  'trace',
  'enrolment',
  'credential',
  'inquiry',
  'report',
] as const satisfies readonly Matter[];

const elsewhere: readonly Matter[] = [
  'filing',
  'settlement',
  'claim',
  'purchase',
  'recognition',
  'special_drug',
];
const dated: readonly Matter[] = ['filing', 'claim', 'recognition', 'special_drug', 'enrolment'];
/** Nothing about these errands differs by insurance. */
const forAll: readonly Matter[] = ['trace', 'credential', 'report'];
const priced: readonly Matter[] = ['filing', 'settlement'];

/** Whether it matters where treatment is. */
export const asksTreatment = (matter: Matter) => elsewhere.includes(matter);
/** Whether a date of the person's own is counted from. */
export const asksDate = (matter: Matter) => dated.includes(matter);
/** Whether it matters which insurance it is. */
export const asksInsurance = (matter: Matter) => !forAll.includes(matter);
/** Whether the answer also says what treatment would cost. */
export const asksCost = (matter: Matter) => priced.includes(matter);

/** What can be handed in here: the kinds of cases, which have the same names. */
export const startable: readonly Matter[] = [
  'filing',
  'recognition',
  'special_drug',
  'claim',
  'report',
];
export const canStart = (matter: Matter) => startable.includes(matter);

export function isMatter(text: string): text is Matter {
  return (matters as readonly string[]).includes(text);
}
