import { describe, expect, it } from 'vitest';
import { emptyForm, unlistedCode, type EstimatorForm } from '../../src/estimator/form';
import { formOf, fragmentOf, longestFragment, mostLinkedLines } from '../../src/estimator/link';

const base = emptyForm('2025-03-20');
const line = {
  code: 'X~'.replace('~', '1'),
  name: '阿莫西林',
  class: 'A',
  quantity: '2',
  price: '38.50',
};

function roundTrip(change: Partial<EstimatorForm>): EstimatorForm | null {
  return formOf(`#${fragmentOf({ ...base, ...change })}`, base);
}

describe('the link', () => {
  it('carries the whole form', () => {
    const form: EstimatorForm = {
      ...base,
      insured: '110000',
      treatment: '360100',
      insurance: '310',
      visit: '21',
      level: '3_city',
      filing: 'long_term',
      person: { retired: true, age: 68, aid: 'dibao' },
      admissions: 2,
      amounts: { 'deductible:inpatient': '1300.00' },
      total: '50000.00',
      sums: { full_self_pay: '1200.00', self_pay_first: '', over_limit: '' },
    };
    expect(formOf(`#${fragmentOf(form)}`, base)).toEqual(form);
  });
  it('carries lines, and drops text that is no catalogue name', () => {
    const lines = [
      line,
      { code: unlistedCode, name: '张三', class: 'C', quantity: '1', price: '20' },
    ];
    const back = roundTrip({ mode: 'lines', lines });
    expect(back?.lines[0]).toEqual(line);
    expect(back?.lines[1]?.name).toBe('');
    expect(back?.mode).toBe('lines');
  });
  it('takes separators out of typed amounts', () => {
    expect(roundTrip({ total: '50,000.5' })?.total).toBe('50000.5');
  });
  it('drops what does not match and keeps the rest', () => {
    const back = formOf(
      '#v=1&from=1100001&to=360100&total=1e9&level=../x&on=tomorrow&adm=-1&p.a=%00&y.x=a',
      base,
    );
    expect(back).toEqual({ ...base, treatment: '360100' });
  });
  it('cannot reach the prototype', () => {
    formOf('#v=1&p.__proto__=true&y.constructor=1', base);
    expect(({} as Record<string, unknown>).true).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('retired');
  });
  it('is none of another version, none too long, none with too many lines', () => {
    expect(formOf('#v=2&from=110000', base)).toBeNull();
    expect(formOf('', base)).toBeNull();
    expect(formOf(`#v=1&from=${'1'.repeat(longestFragment)}`, base)).toBeNull();
    const lines = Array.from({ length: mostLinkedLines + 1 }, () => line);
    expect(fragmentOf({ ...base, mode: 'lines', lines })).toBeNull();
  });
});
