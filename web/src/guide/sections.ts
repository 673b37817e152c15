// What the guide's answer says, sorted for reading. Nothing here knows an area or decides a rule.
import type {
  Guide,
  GuideCell,
  GuideMaterial,
  GuideRow,
  GuideTerm,
  Source,
  Text,
} from '../api/types';

export const sectionKeys = [
  'steps',
  'materials',
  'enrolments',
  'past_enrolments',
  'contributions',
  'supports',
  'waits',
  'channels',
  'terms',
  'cost',
  'filings',
  'grounds',
  'rules',
] as const;
export type SectionKey = (typeof sectionKeys)[number];

export function cellOf(row: GuideRow, key: string): GuideCell | undefined {
  return row.cells.find((cell) => cell.key === key);
}

export function hasCode(row: GuideRow, key: string, code: string): boolean {
  return cellOf(row, key)?.codes.includes(code) ?? false;
}

/** Each document and clause once, the best evidence first. */
export function sourcesOf(rows: Pick<GuideRow, 'source'>[]): Source[] {
  const found = new Map<string, Source>();
  for (const { source } of rows) {
    if (source) found.set(`${source.document} ${source.clause}`, source);
  }
  return [...found.values()].sort((left, right) => (left.grade < right.grade ? -1 : 1));
}

export interface Option {
  id: string;
  /** Papers that go together. */
  rows: GuideRow[];
  certain: boolean;
  /** In whose case it counts, where that is not certain. */
  when: Text | null;
}

export interface Bring {
  id: string;
  /** Any one of them is enough. */
  options: Option[];
  certain: boolean;
}

function optionOf(rows: GuideRow[]): Option {
  const unsure = rows.find(({ certain }) => !certain);
  return {
    id: rows.map(({ id }) => id).join('+'),
    rows,
    certain: !unsure,
    when: unsure?.when ?? null,
  };
}

/** A thing to bring is certain once one way to bring it is. */
export function bringOf({ choices }: GuideMaterial): Bring {
  const options = choices.map(optionOf);
  const certain = options.some((option) => option.certain);
  return { id: options.map(({ id }) => id).join('|'), options, certain };
}

export function rowsOf(materials: GuideMaterial[]): GuideRow[] {
  return materials.flatMap(({ choices }) => choices.flat());
}

/** Ready once every paper of one option is ticked. */
export function isReady({ options }: Bring, ticked: ReadonlySet<string>): boolean {
  return options.some(({ rows }) => rows.every(({ id }) => ticked.has(id)));
}

/** Keys on which something uncertain depends and which the person can still answer. */
export function openKeys(rows: GuideRow[], guide: Guide) {
  const keys = new Set(rows.filter(({ certain }) => !certain).flatMap(({ depends }) => depends));
  return guide.questions.filter(({ key }) => keys.has(key));
}

export interface Phone {
  number: string;
  /** Digits alone, as a telephone dials them. */
  dialled: string;
  name: Text;
}

export function phonesOf(rows: GuideRow[]): Phone[] {
  return rows.flatMap((row) =>
    (cellOf(row, 'phone')?.codes ?? []).map((number) => ({
      number,
      dialled: number.replace(/[^\d+]/g, ''),
      name: row.name,
    })),
  );
}

const groundOrder = ['yes', 'emergency_only', 'no'] as const;
export type Admissible = (typeof groundOrder)[number];

export function groundsByAnswer(rows: GuideRow[]): { answer: Admissible; rows: GuideRow[] }[] {
  return groundOrder
    .map((answer) => ({ answer, rows: rows.filter((row) => hasCode(row, 'admissible', answer)) }))
    .filter(({ rows: found }) => found.length > 0);
}

/** The sections that have anything to say, in the order in which people need them. */
export function sectionsOf(guide: Guide, withCost: boolean, withFiling: boolean): SectionKey[] {
  const ofFiling: SectionKey[] = ['steps', 'materials', 'terms', 'filings'];
  return sectionKeys.filter((key) => {
    if (key === 'cost') return withCost;
    if (!withFiling && ofFiling.includes(key)) return false;
    return key === 'channels' || guide[key].length > 0;
  });
}

/** Of several rows that name a term, a known one tells more than an unknown one. */
export function termsOf(guide: Guide): GuideTerm[] {
  const found = new Map<string, GuideTerm>();
  for (const term of guide.terms) {
    const id = `${term.key} ${term.text.zh}`;
    if (!found.has(id)) found.set(id, term);
  }
  return [...found.values()];
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** A period that closed before the day; the next one is not known. */
export function isPast(row: GuideRow, day: string): boolean {
  const closes = cellOf(row, 'closes')?.text.zh ?? '';
  return isDay(closes) && closes < day;
}

/** A sentence of the server, whose days are as in files. */
export function daysInWords(sentence: string, language: 'zh' | 'en'): string {
  const day = language === 'zh' ? /\d{4}-\d{2}-\d{2} ?/g : /\d{4}-\d{2}-\d{2}/g;
  return sentence.replace(day, (found) => dayInWords(found.trim(), language));
}

/** "2026-03-02" in words of the language; any other text comes back unchanged. */
export function dayInWords(day: string, language: 'zh' | 'en'): string {
  if (!isDay(day)) return day;
  const date = new Date(`${day}T00:00:00Z`);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return Number.isNaN(date.getTime())
    ? day
    : new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}
