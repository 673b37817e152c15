import { describe, expect, it } from 'vitest';
import { emptyForm, type EstimatorForm } from '../../src/estimator/form';
import { formOf, fragmentOf, longestFragment, mostLinkedLines } from '../../src/estimator/link';

const base = emptyForm('2025-03-20');
const line = {
  code: 'X1',
  name: '阿莫西林',
  class: 'A',
  firstShare: '',
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
  it('carries lines, with a code or without', () => {
    const uncoded = { ...line, code: '', class: 'B', firstShare: '10%' };
    const unlisted = { ...line, code: '', name: '', class: 'C' };
    const lines = [line, uncoded, unlisted];
    expect(roundTrip({ mode: 'lines', lines })).toMatchObject({ mode: 'lines', lines });
  });
  it('drops a line that no form could have made', () => {
    for (const bad of ['<b>~1~2~A~~x', 'X1~a~2~A~~x', 'X1~1~2~D~~x', 'X1~1~2~A~10~x']) {
      const back = formOf(`#v=1&by=lines&line=${encodeURIComponent(bad)}`, base);
      expect(back?.lines).toEqual([]);
    }
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
