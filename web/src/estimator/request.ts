import type { InsuranceDetail, QuoteRequest } from '../api/types';
import { lineAmount, restOf, sentAmount, plainNumber, totalOf } from './bill_entry';
import {
  accumulatorsFor,
  chronicVisit,
  pharmacyVisit,
  sumKeys,
  type BillLine,
  type EstimatorForm,
} from './form';

/** A bill's line must have a name, and this one's is the same for everyone; it decides nothing. */
const unlistedName = '目录外项目';

function sentLine(line: BillLine) {
  const quantity = plainNumber(line.quantity) ?? line.quantity.slice(0, 32);
  const price = plainNumber(line.price) ?? line.price.slice(0, 32);
  const amount = lineAmount(quantity, price) ?? '0.00';
  const sent = { name: line.name || unlistedName, quantity, price, amount };
  if (line.code) return { ...sent, code: line.code };
  const firstShare = line.firstShare ? { self_pay_first: line.firstShare } : {};
  return { ...sent, class: (line.class || 'C') as 'A' | 'B' | 'C', ...firstShare };
}

/** Lines without a price yet are still being entered and are not asked about. */
export function enteredLines(form: EstimatorForm): BillLine[] {
  return form.lines.filter((line) => line.price.trim() !== '');
}

export function lineTotal(form: EstimatorForm): string {
  return totalOf(enteredLines(form).map((line) => sentLine(line).amount));
}

function billOf(form: EstimatorForm): QuoteRequest['bill'] {
  if (form.mode === 'lines') {
    return { total: lineTotal(form), lines: enteredLines(form).map(sentLine) };
  }
  const total = sentAmount(form.total);
  const said = sumKeys.map((key) => [key, sentAmount(form.sums[key])] as const);
  const rest =
    restOf(
      total,
      said.map(([, amount]) => amount),
    ) ?? '0.00';
  const sums = Object.fromEntries(said) as Record<(typeof sumKeys)[number], string>;
  return { total, sums: { ...sums, in_scope: rest } };
}

function yearSoFar(form: EstimatorForm, insurance: InsuranceDetail) {
  const amounts: Record<string, string> = {};
  let admissions = 0;
  for (const { name, kind } of accumulatorsFor(insurance, form.visit)) {
    const text = form.amounts[name]?.trim();
    if (kind === 'count') admissions = form.admissions;
    else if (text) amounts[name] = sentAmount(text);
  }
  return { admissions, amounts };
}

/** The question as the server takes it, or null while the form is not yet a question. */
export function requestOf(form: EstimatorForm, insurance: InsuranceDetail): QuoteRequest | null {
  if (!form.insured || !form.treatment || !form.on) return null;
  if (form.mode === 'sums' ? !form.total.trim() : enteredLines(form).length === 0) return null;
  const kind = form.visit === pharmacyVisit ? 'pharmacy' : 'hospital';
  const disease = form.visit === chronicVisit && form.disease ? { disease: form.disease } : {};
  return {
    insured_area: form.insured,
    insurance: form.insurance as QuoteRequest['insurance'],
    treatment_area: form.treatment,
    on: form.on,
    visit: form.visit as QuoteRequest['visit'],
    institution: { level: form.level, kind },
    filing: form.filing as QuoteRequest['filing'],
    person: { ...form.person },
    year_so_far: yearSoFar(form, insurance),
    ...disease,
    bill: billOf(form),
  };
}
