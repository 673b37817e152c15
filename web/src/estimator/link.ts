// A link carries the whole form in the URL's fragment, which browsers never send to a server:
//
//   fragment := "v=1" *( "&" name "=" value )
//   name     := "from" | "to" | "ins" | "on" | "visit" | "level" | "filing" | "disease"
//             | "total" | "own" | "first" | "over"       sums of the bill
//             | "adm" | "p." key | "y." accumulator      person, year so far
//             | "by" ("lines") | "line"                 code ~ count ~ price ~ class ~ first ~ name
//
// Links come from strangers: what does not match its pattern is dropped, and the rest is bounded.
import type { BillLine, EstimatorForm, SumKey } from './form';

const version = '1';
export const longestFragment = 8000;
export const mostLinkedLines = 100;
const longestName = 60;

const code = /^[A-Za-z0-9_.+-]{1,32}$/;
const areaCode = /^\d{6}$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const share = /^\d{1,3}(\.\d{1,4})?%$/;
const amount = /^\d{1,11}(\.\d{1,6})?$/;

const plainFields = {
  from: ['insured', areaCode],
  to: ['treatment', areaCode],
  ins: ['insurance', /^\d{3}$/],
  on: ['on', day],
  visit: ['visit', /^\d{1,6}$/],
  level: ['level', code],
  filing: ['filing', code],
  disease: ['disease', code],
  total: ['total', amount],
} as const;
const sumFields: Record<string, SumKey> = {
  own: 'full_self_pay',
  first: 'self_pay_first',
  over: 'over_limit',
};

function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\s,¥元]/g, '');
}

function linkedLine(line: BillLine): string {
  const { code, quantity, price, firstShare, name } = line;
  return [code, plain(quantity), plain(price), line.class, firstShare, name].join('~');
}

/** The fragment without "#", or null when the bill has too many lines to fit. */
export function fragmentOf(form: EstimatorForm): string | null {
  const out = new URLSearchParams({ v: version });
  const put = (name: string, value: string) => value !== '' && out.append(name, value);
  for (const [name, [field]] of Object.entries(plainFields)) {
    if (name !== 'total' || form.mode === 'sums') put(name, plain(form[field]));
  }
  for (const [key, value] of Object.entries(form.person)) {
    if (value !== false && value !== 'none') put(`p.${key}`, String(value));
  }
  if (form.admissions > 0) put('adm', String(form.admissions));
  for (const [name, value] of Object.entries(form.amounts)) put(`y.${name}`, plain(value));
  if (form.mode === 'sums') {
    for (const [name, key] of Object.entries(sumFields)) put(name, plain(form.sums[key]));
  } else {
    if (form.lines.length > mostLinkedLines) return null;
    put('by', 'lines');
    for (const line of form.lines) put('line', linkedLine(line));
  }
  const fragment = out.toString();
  return fragment.length <= longestFragment ? fragment : null;
}

function fact(text: string): boolean | number | string | undefined {
  if (text === 'true') return true;
  if (/^\d{1,3}$/.test(text)) return Number(text);
  return code.test(text) ? text : undefined;
}

function parsedLine(text: string): BillLine | undefined {
  const [itemCode = '', quantity = '', price = '', itemClass = '', firstShare = '', name = ''] =
    text.split('~');
  const sound =
    (itemCode === '' || code.test(itemCode)) &&
    (quantity === '' || amount.test(quantity)) &&
    (price === '' || amount.test(price)) &&
    (firstShare === '' || share.test(firstShare)) &&
    /^[ABC]?$/.test(itemClass);
  if (!sound) return undefined;
  const shownName = name.slice(0, longestName);
  return { code: itemCode, name: shownName, class: itemClass, firstShare, quantity, price };
}

/** The form that a fragment describes over `base`; null when it is no link of this version. */
export function formOf(fragment: string, base: EstimatorForm): EstimatorForm | null {
  if (fragment.length > longestFragment) return null;
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  if (said.get('v') !== version) return null;
  const form: EstimatorForm = {
    ...base,
    person: {},
    amounts: {},
    sums: { ...base.sums },
    lines: [],
  };
  for (const [name, [field, pattern]] of Object.entries(plainFields)) {
    const value = said.get(name);
    if (value !== null && pattern.test(value)) form[field] = value;
  }
  for (const [name, key] of Object.entries(sumFields)) {
    const value = said.get(name);
    if (value !== null && amount.test(value)) form.sums[key] = value;
  }
  for (const [name, value] of [...said].slice(0, mostLinkedLines * 2)) {
    const key = name.slice(2);
    if (name.startsWith('p.') && /^[a-z_]{1,32}$/.test(key)) {
      const parsed = fact(value);
      if (parsed !== undefined) form.person[key] = parsed;
    }
    if (name.startsWith('y.') && /^[A-Za-z0-9_.:-]{1,64}$/.test(key) && amount.test(value)) {
      form.amounts[key] = value;
    }
  }
  const admissions = said.get('adm') ?? '';
  if (/^\d{1,3}$/.test(admissions)) form.admissions = Math.min(366, Number(admissions));
  if (said.get('by') === 'lines') {
    form.mode = 'lines';
    form.lines = said
      .getAll('line')
      .slice(0, mostLinkedLines)
      .map(parsedLine)
      .filter((line): line is BillLine => line !== undefined);
  }
  return form;
}
