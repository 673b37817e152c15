import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AreaDetail, Comparison } from '../../src/api/types';
import {
  emptyForm,
  fittedTo,
  insuranceOf,
  levelChoices,
  todayInChina,
} from '../../src/estimator/form';
import { requestOf } from '../../src/estimator/request';
import { bestFiling } from '../../src/result/comparison';
import { faultsAt, onForm } from '../../src/shared/faults';

function fixture<T>(name: string): T {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as T;
}

const area = fixture<AreaDetail>('area_110000');
const fitted = fittedTo(area, {
  ...emptyForm('2025-03-20'),
  insured: '110000',
  treatment: '360100',
});

describe('the question', () => {
  it('is complete before anything is asked', () => {
    const request = requestOf(fitted, insuranceOf(area, fitted.insurance)!);
    expect(request).toMatchObject({
      insured_area: '110000',
      insurance: '310',
      treatment_area: '360100',
      on: '2025-03-20',
      visit: '21',
      institution: { level: '3', kind: 'hospital' },
      filing: 'none',
      person: { retired: false },
      bill: { total: '50000.00', sums: { in_scope: '50000.00', full_self_pay: '0.00' } },
    });
  });
  it('drops what another area does not ask', () => {
    const form = {
      ...fitted,
      person: { ...fitted.person, rank: 'x' },
      amounts: { gone: '1.00' },
      level: '9',
    };
    const again = fittedTo(area, form);
    expect(again.person).toEqual({ retired: false });
    expect(again.amounts).toEqual({});
    expect(again.level).toBe('3');
  });
  it('sends only the accumulators of this visit', () => {
    const amounts = { 'deductible:inpatient': '1,300', 'fund:pool': '20' };
    const insurance = insuranceOf(area, '310')!;
    const inpatient = requestOf({ ...fitted, amounts }, insurance)!;
    expect(inpatient.year_so_far?.amounts).toEqual({
      'deductible:inpatient': '1300.00',
      'fund:pool': '20.00',
    });
    const outpatient = requestOf({ ...fitted, amounts, visit: '11' }, insurance)!;
    expect(outpatient.year_so_far?.amounts).toEqual({ 'fund:pool': '20.00' });
  });
  it('counts earlier admissions only where they matter', () => {
    const insurance = insuranceOf(area, '310')!;
    const after = { ...fitted, admissions: 2 };
    expect(requestOf(after, insurance)?.year_so_far?.admissions).toBe(2);
    expect(requestOf({ ...after, visit: '11' }, insurance)?.year_so_far?.admissions).toBe(0);
  });
  it('gives lines their code, or else the class that decides in its place', () => {
    const line = { name: 'a', class: 'B', firstShare: '10%', quantity: '2', price: '1' };
    const lines = [
      { ...line, code: 'X1' },
      { ...line, code: '' },
      { ...line, code: '', name: '', class: 'C', firstShare: '' },
      { ...line, code: 'X2', price: '' },
    ];
    const asked = requestOf({ ...fitted, mode: 'lines', lines }, insuranceOf(area, '310')!);
    const sent = { name: 'a', quantity: '2', price: '1', amount: '2.00' };
    expect(asked?.bill).toEqual({
      total: '6.00',
      lines: [
        { ...sent, code: 'X1' },
        { ...sent, class: 'B', self_pay_first: '10%' },
        { ...sent, name: '目录外项目', class: 'C' },
      ],
    });
  });
  it('offers the national levels first', () => {
    const offered = [
      { value: 'primary', name: '' },
      { value: '3_city', name: '' },
      { value: '3', name: '' },
    ];
    expect(levelChoices(offered).map(({ value, rare }) => [value, rare ?? false])).toEqual([
      ['3', false],
      ['primary', false],
      ['3_city', true],
    ]);
  });
  it('is none while the bill is empty', () => {
    const insurance = insuranceOf(area, '310')!;
    expect(requestOf({ ...fitted, total: ' ' }, insurance)).toBeNull();
    expect(requestOf({ ...fitted, mode: 'lines' }, insurance)).toBeNull();
  });
  it('uses the calendar of China', () => {
    expect(todayInChina(new Date('2025-12-31T16:00:00Z'))).toBe('2026-01-01');
  });
});

describe('the better filing', () => {
  const text = { zh: '', en: '' };
  const of = (filing: string, difference: string) =>
    ({ filing, difference, person: '0.00', name: text, text }) as Comparison;
  it('is the one that saves most and can be filed beforehand', () => {
    const best = bestFiling([
      of('referral', '999.00'),
      of('long_term', '1000.00'),
      of('emergency', '9000.00'),
    ]);
    expect(best?.filing).toBe('long_term');
  });
  it('is none when nothing saves', () => {
    expect(
      bestFiling([of('none', '10.00'), of('referral', '-1.00'), of('long_term', '0.00')]),
    ).toBeNull();
  });
});

describe('faults', () => {
  const fault = (path: string) => ({
    path,
    code: '',
    found: '',
    rule: '',
    title: { zh: '', en: '' },
    remedy: { zh: '', en: '' },
  });
  it('belong to the control at or above their pointer, not to a namesake', () => {
    const faults = [fault('/bill/total'), fault('/bill/lines/1/price'), fault('/bill/lines/10')];
    expect(faultsAt(faults, '/bill/lines/1')).toEqual([faults[1]]);
    expect(faultsAt(faults, '/bill/total')).toEqual([faults[0]]);
  });
  it('of the area query show on the form', () => {
    expect(onForm(fault('?on')).path).toBe('/on');
    expect(onForm(fault('/bill')).path).toBe('/bill');
    expect(onForm({ ...fault(''), code: 'unknown_area' }).path).toBe('/insured_area');
  });
});
