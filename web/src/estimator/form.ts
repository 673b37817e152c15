import type { AreaDetail, InsuranceDetail, PersonFacts, PersonKey } from '../api/types';

export const sumKeys = ['full_self_pay', 'self_pay_first', 'over_limit'] as const;
export type SumKey = (typeof sumKeys)[number];

/**
 * An item picked from the catalogue, which names some items without a code; or an item outside it,
 * with neither code nor name. Nothing here is text of the person's own.
 */
export interface BillLine {
  code: string;
  name: string;
  class: string;
  /** The item's share paid first, such as "10%"; used where the item has no code. */
  firstShare: string;
  quantity: string;
  price: string;
}

/** All that the page asks. Empty text means "not said". */
export interface EstimatorForm {
  insured: string;
  treatment: string;
  insurance: string;
  visit: string;
  level: string;
  filing: string;
  on: string;
  disease: string;
  person: PersonFacts;
  admissions: number;
  amounts: Record<string, string>;
  mode: 'sums' | 'lines';
  total: string;
  sums: Record<SumKey, string>;
  lines: BillLine[];
}

// National codes of the medical category, chosen first where an area offers them.
const inpatientVisit = '21';
export const chronicVisit = '14';
export const pharmacyVisit = '41';

const exampleTotal = '50000.00';

export function emptyForm(today: string): EstimatorForm {
  return {
    insured: '',
    treatment: '',
    insurance: '',
    visit: '',
    level: '',
    filing: '',
    on: today,
    disease: '',
    person: {},
    admissions: 0,
    amounts: {},
    mode: 'sums',
    total: exampleTotal,
    sums: { full_self_pay: '', self_pay_first: '', over_limit: '' },
    lines: [],
  };
}

/** Today by the calendar that Chinese dates follow, wherever the browser is. */
export function todayInChina(now: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(now);
}

function kept(value: string, offered: string[], preferred: string): string {
  if (offered.includes(value)) return value;
  return offered.includes(preferred) ? preferred : (offered[0] ?? '');
}

function keptFact(key: PersonKey, value: PersonFacts[string] | undefined) {
  if (key.kind === 'flag') return value === true;
  if (key.kind === 'choice') {
    return kept(
      String(value ?? ''),
      key.values.map((choice) => choice.value),
      'none',
    );
  }
  return typeof value === 'number' ? value : undefined;
}

export function insuranceOf(area: AreaDetail, code: string): InsuranceDetail | undefined {
  return area.insurances.find((insurance) => insurance.code === code);
}

// National codes of the hospital level, in the order in which people go through them.
const commonLevels = ['3', '2', '1', 'primary'];

export interface Choice {
  value: string;
  name: string;
  /** Offered only once asked for: right for few. */
  rare?: boolean;
  /** Shown, so that nobody looks for it in vain, but not to be chosen. */
  closed?: boolean;
}

const nationalInsurances = ['310', '390'];
const commonVisits = ['21', '11', '13', '14', '41'];
const otherVisits = ['19', '22', '23', '24', '51', '52'];

/** What the area offers, and after it what is missing of the national list. */
function withMissing(offered: Choice[], national: string[], nameOf: (code: string) => string) {
  const missing = national.filter((code) => !offered.some(({ value }) => value === code));
  return [
    ...offered,
    ...missing.map((code) => ({
      value: code,
      name: nameOf(code),
      closed: true,
      rare: otherVisits.includes(code),
    })),
  ];
}

export function insuranceChoices(offered: Choice[], nameOf: (code: string) => string): Choice[] {
  return withMissing(offered, nationalInsurances, nameOf);
}

export function visitChoices(offered: Choice[], nameOf: (code: string) => string): Choice[] {
  return withMissing(offered, [...commonVisits, ...otherVisits], nameOf);
}

/** The national levels first; an area's finer ones are there for who knows them. */
export function levelChoices(offered: Choice[]): Choice[] {
  const common = commonLevels.flatMap((code) => offered.filter(({ value }) => value === code));
  if (common.length === 0) return offered;
  const finer = offered.filter(({ value }) => !commonLevels.includes(value));
  return [...common, ...finer.map((choice) => ({ ...choice, rare: true }))];
}

/** The accumulators that matter to this visit; none listed means that it matters to all. */
export function accumulatorsFor(insurance: InsuranceDetail, visit: string) {
  return insurance.accumulators.filter(
    ({ visits }) => visits.length === 0 || visits.some((code) => code === visit),
  );
}

/** Keeps what the area offers, and fills the rest with its first offer, so that nothing is asked
 *  before the first answer. */
export function fittedTo(area: AreaDetail, form: EstimatorForm): EstimatorForm {
  const insurance = insuranceOf(area, form.insurance) ?? area.insurances[0];
  if (!insurance) return form;
  const person: PersonFacts = {};
  for (const key of insurance.person_keys) {
    const value = keptFact(key, form.person[key.key]);
    if (value !== undefined) person[key.key] = value;
  }
  const names = new Set(insurance.accumulators.map((accumulator) => accumulator.name));
  return {
    ...form,
    insurance: insurance.code,
    visit: kept(
      form.visit,
      insurance.visits.map((visit) => visit.code),
      inpatientVisit,
    ),
    level: kept(
      form.level,
      insurance.levels.map((level) => level.code),
      '3',
    ),
    filing: kept(
      form.filing,
      insurance.filings.map((filing) => filing.value),
      'none',
    ),
    person,
    amounts: Object.fromEntries(Object.entries(form.amounts).filter(([name]) => names.has(name))),
  };
}
