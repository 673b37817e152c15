// What the person has answered so far. It stands whole in the URL's fragment, which browsers never
// send to a server, so that a link opens the same answer:
//
//   fragment := "v=1" *( "&" name "=" value )
//   name     := "do" | "from" | "to" | "ins" | "on"   errand, insured, treated, insurance, day
//             | "t." key                              told values between commas; empty: none
//             | "not"                                 keys of which the person does not know
//             | "at"                                  "where" | "answer" | key of a question
//
// Links come from strangers: what does not match its pattern is dropped, and the rest is bounded.
import type { Guide, GuideQuery, Matter } from '../api/types';
import { isMatter } from './matters';

/** What the person can tell besides place, insurance and day; any other key stays open. */
export const tellable = [
  'filing_kind',
  'situation',
  'ground',
  'disease',
  'retired',
  'student',
  'aid',
  'tier',
  'age',
  'visit',
  'level',
  'kind',
  'sex',
  'signed',
  'civil_servant',
  'drug_group',
] as const satisfies readonly (keyof GuideQuery)[];
type Tellable = (typeof tellable)[number];

/** What a filing counts as follows from its kind; how one pays is not asked. */
type Unasked = 'filing' | 'channel';
type Elsewhere = 'matter' | 'insured' | 'insurance' | 'treatment' | 'on' | Unasked;
/** Does not compile once the contract takes a key that is not listed here. */
export const everyKeyIsListed: [Exclude<keyof GuideQuery, Elsewhere | Tellable>] extends [never]
  ? true
  : false = true;

export interface Answers {
  matter: Matter | '';
  insured: string;
  treatment: string;
  insurance: string;
  on: string;
  told: Partial<Record<Tellable, string[]>>;
  unknown: Tellable[];
}

/** "matter": which errand; "where": place, insurance and day; a key: its question; "answer". */
export type Place = 'matter' | 'where' | 'answer' | Tellable;

export function noAnswers(): Answers {
  return { matter: '', insured: '', treatment: '', insurance: '', on: '', told: {}, unknown: [] };
}

export function isTellable(key: string): key is Tellable {
  return (tellable as readonly string[]).includes(key);
}

const version = '1';
const longestFragment = 2000;
const patterns = {
  from: ['insured', /^\d{6}$/],
  to: ['treatment', /^\d{6}$/],
  ins: ['insurance', /^(310|390)$/],
  on: ['on', /^\d{4}-\d{2}-\d{2}$/],
} as const;
const toldValue = /^[A-Za-z0-9_.+-]{1,32}$/;

export function fragmentOf(answers: Answers, at: Place): string {
  const out = new URLSearchParams({ v: version });
  if (answers.matter) out.set('do', answers.matter);
  for (const [name, [field]] of Object.entries(patterns)) {
    if (answers[field]) out.set(name, answers[field]);
  }
  for (const key of tellable) {
    const values = answers.told[key];
    if (values) out.set(`t.${key}`, values.join(','));
  }
  if (answers.unknown.length > 0) out.set('not', answers.unknown.join(','));
  if (at !== 'matter') out.set('at', at);
  return out.toString();
}

function placeOf(answers: Answers, at: string): Place {
  if (!answers.matter) return 'matter';
  if (at === 'where') return 'where';
  if (!answers.insured) return at === '' ? 'matter' : 'where';
  return at === 'answer' || isTellable(at) ? at : 'matter';
}

/** The answers that a fragment holds, and where in the guide it points; nothing when it is none. */
export function answersOf(fragment: string): { answers: Answers; at: Place } {
  const answers = noAnswers();
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  if (fragment.length > longestFragment || said.get('v') !== version)
    return { answers, at: 'matter' };
  const matter = said.get('do') ?? '';
  if (isMatter(matter)) answers.matter = matter;
  for (const [name, [field, pattern]] of Object.entries(patterns)) {
    const value = said.get(name);
    if (value !== null && pattern.test(value)) answers[field] = value;
  }
  for (const key of tellable) {
    const text = said.get(`t.${key}`);
    if (text === null) continue;
    const values = text === '' ? [] : text.split(',');
    if (values.every((value) => toldValue.test(value))) answers.told[key] = values;
  }
  const unknown = (said.get('not') ?? '').split(',').filter(isTellable);
  answers.unknown = [...new Set(unknown)].filter((key) => !answers.told[key]);
  return { answers, at: placeOf(answers, said.get('at') ?? '') };
}

/** The question as the server takes it; the answer to `besides` is left out, to be asked again. */
export function queryOf(answers: Answers, besides: Place): GuideQuery | null {
  if (!answers.matter || !answers.insured) return null;
  const query: Record<string, string> = { matter: answers.matter, insured: answers.insured };
  for (const field of ['treatment', 'insurance', 'on'] as const) {
    if (answers[field]) query[field] = answers[field];
  }
  for (const key of tellable) {
    const values = answers.told[key];
    if (values && key !== besides) query[key] = values.join(',');
  }
  return query as GuideQuery;
}

/** The first question that is still open: neither answered nor said to be unknown. */
export function nextPlace(guide: Guide, answers: Answers): Place {
  const needless = guide.filing === 'at_home' || guide.filing === 'exempt';
  if (answers.matter === 'filing' && needless) return 'answer';
  const open = guide.questions.find(
    ({ key }) => isTellable(key) && !answers.told[key] && !answers.unknown.includes(key),
  );
  return open && isTellable(open.key) ? open.key : 'answer';
}
