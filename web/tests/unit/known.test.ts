import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AreaDetail, PolicyText, QuoteRequest } from '../../src/api/types';
import {
  emptyForm,
  fittedTo,
  insuranceChoices,
  insuranceOf,
  visitChoices,
} from '../../src/estimator/form';
import { gradeCounts, levelsNamed, visitsByBenefit } from '../../src/estimator/known';
import { answerable, rounds } from '../../src/result/nearby';

function fixture<T>(name: string): T {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as T;
}

const area = fixture<AreaDetail>('area_320600');
const insurance = insuranceOf(area, '310')!;
const policy = fixture<PolicyText>('policy');
const form = fittedTo(area, {
  ...emptyForm('2025-03-20'),
  insured: '320600',
  treatment: '360100',
});

describe('what is known', () => {
  it('names the levels of which some row speaks', () => {
    expect(levelsNamed(insurance, policy)?.map(({ code }) => code)).toEqual(['2']);
    expect(levelsNamed(insurance, { ...policy, tables: [] })).toBeNull();
  });
  it('does not take one level for a part of another', () => {
    const rows = [[{ zh: '地市级三级医院、一级医院，在职', en: '' }]];
    const tables = [{ title: { zh: '', en: '' }, columns: [], rows }];
    const named = levelsNamed(insurance, { ...policy, tables });
    expect(named?.map(({ code }) => code).sort()).toEqual(['1', '3_city']);
  });
  it('counts its sources by grade', () => {
    expect(gradeCounts(insurance.sources)).toEqual([
      { grade: 'B', count: 1 },
      { grade: 'C', count: 1 },
      { grade: 'D', count: 2 },
    ]);
  });
  it('tells visits of one benefit together', () => {
    const detail = insuranceOf(fixture<AreaDetail>('area_110000'), '310')!;
    const groups = visitsByBenefit(detail).map((group) => group.map(({ code }) => code));
    expect(groups).toEqual([['21'], ['11', '13', '41'], ['14']]);
  });
  it('offers what is missing, closed, the common before the rare', () => {
    const visits = visitChoices([{ value: '11', name: 'x' }], (code) => `n${code}`);
    expect(visits).toHaveLength(11);
    expect(visits[0]).toEqual({ value: '11', name: 'x' });
    expect(visits[1]).toEqual({ value: '21', name: 'n21', closed: true, rare: false });
    expect(visits.filter(({ rare }) => !rare).map(({ value }) => value)).toEqual([
      '11',
      '21',
      '13',
      '14',
      '41',
    ]);
    expect(insuranceChoices([{ value: '310', name: 'x' }], (code) => code)[1]).toMatchObject({
      value: '390',
      closed: true,
    });
  });
});

describe('the nearest question that can be answered', () => {
  afterEach(() => vi.unstubAllGlobals());
  let asked: QuoteRequest[] = [];
  function server(answers: (question: QuoteRequest) => boolean) {
    asked = [];
    vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
      const question = JSON.parse(body) as QuoteRequest;
      asked.push(question);
      const outcome = answers(question) ? 'exact' : 'refused';
      return Promise.resolve({ ok: true, json: () => Promise.resolve({ outcome }) });
    });
  }
  const find = () => answerable(form, insurance, new AbortController().signal);
  const levelOf = (question: QuoteRequest) =>
    'level' in question.institution ? question.institution.level : '';

  it('is another level, the nearest first', async () => {
    server((question) => ['1', '2'].includes(levelOf(question)));
    const found = await find();
    expect(found.map(({ form }) => form.level)).toEqual(['2', '1']);
    expect(found[0]?.names).toEqual([{ zh: '二级医院', en: 'Level 2 hospital' }]);
  });
  it('changes two answers only where one is not enough', async () => {
    const retired = { ...form, person: { retired: true } };
    server((question) => levelOf(question) === '2' && question.person?.retired === false);
    const found = await answerable(retired, insurance, new AbortController().signal);
    expect(found).toHaveLength(1);
    expect(found[0]?.form).toMatchObject({ level: '2', person: { retired: false } });
    expect(found[0]?.names).toHaveLength(2);
  });
  it('is none when nothing is answered, and asks within bounds', async () => {
    server(() => false);
    expect(await find()).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(rounds(form, insurance).flat().length);
    expect(asked.length).toBeLessThanOrEqual(72);
  });
  it('offers at most three, and never the question itself', async () => {
    server(() => true);
    expect(await find()).toHaveLength(3);
    expect(
      asked.some((question) => levelOf(question) === '3' && question.filing === form.filing),
    ).toBe(false);
  });
});
