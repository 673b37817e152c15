import { describe, expect, it } from 'vitest';
import type { Guide, GuideMaterial, GuideRow } from '../../src/api/types';
import {
  answersOf,
  fragmentOf,
  nextPlace,
  noAnswers,
  queryOf,
  type Answers,
} from '../../src/guide/answers';
import {
  bringOf,
  dayInWords,
  groundsByAnswer,
  isReady,
  openKeys,
  phonesOf,
  sectionsOf,
  sourcesOf,
} from '../../src/guide/sections';

const words = (zh: string) => ({ zh, en: zh });

function row(id: string, change: Partial<GuideRow> = {}): GuideRow {
  const plain = { certain: true, depends: [], when: null, cells: [], source: null };
  return { id, name: words(id), ...plain, ...change };
}

function cell(key: string, codes: string[]) {
  return { key, label: words(key), text: words(codes.join()), codes, known: true };
}

const full: Answers = {
  matter: 'claim',
  insured: '123400',
  treatment: '430000',
  insurance: '310',
  on: '2026-03-02',
  told: { filing_kind: ['long_term_resident'], situation: [] },
  unknown: ['ground'],
};

function guideWith(change: Partial<Guide>): Guide {
  return {
    known: 'nation',
    known_as: words('x'),
    filing: 'needed',
    relation: null,
    questions: [],
    told: [],
    rules: [],
    steps: [],
    materials: [],
    terms: [],
    channels: [],
    filings: [],
    grounds: [],
    enrolments: [],
    past_enrolments: [],
    waits: [],
    contributions: [],
    supports: [],
    ...change,
  };
}

function question(key: string) {
  return { key, name: words(key), several: false, kind: 'choice' as const, values: [] };
}

describe('the link of a guide', () => {
  it('opens the same answers at the same page', () => {
    for (const at of ['where', 'answer', 'situation'] as const)
      expect(answersOf(`#${fragmentOf(full, at)}`)).toEqual({ answers: full, at });
  });
  it('tells "none of them" from "not told" and from "not known"', () => {
    const { answers } = answersOf('#v=1&do=claim&from=123400&t.situation=&not=aid&at=answer');
    expect(answers.told).toEqual({ situation: [] });
    expect(answers.unknown).toEqual(['aid']);
    expect(queryOf(answers, 'answer')).toEqual({
      matter: 'claim',
      insured: '123400',
      situation: '',
    });
  });
  it('drops what strangers put into it', () => {
    const hostile =
      '#v=1&do=claim&from=<script>&to=12&ins=999&on=yesterday&t.__proto__=1&t.aid=<b>&not=x,aid&at=evil';
    expect(answersOf(hostile)).toEqual({
      answers: { ...noAnswers(), matter: 'claim', unknown: ['aid'] },
      at: 'where',
    });
    expect(answersOf('#v=1&do=constructor&at=answer').at).toBe('matter');
    expect(answersOf(`#v=1&do=claim&from=123400&not=${'aid,'.repeat(900)}`)).toEqual({
      answers: noAnswers(),
      at: 'matter',
    });
    expect(answersOf('#v=2&do=claim')).toEqual({ answers: noAnswers(), at: 'matter' });
  });
  it('points to no page whose answers are missing', () => {
    expect(answersOf('#v=1&do=claim&at=answer').at).toBe('where');
    expect(answersOf('#v=1&from=123400&at=answer').at).toBe('matter');
  });
  it('leaves out the answer that is asked again', () => {
    expect(queryOf(full, 'filing_kind')).not.toHaveProperty('filing_kind');
    expect(queryOf(full, 'answer')).toHaveProperty('filing_kind', 'long_term_resident');
    expect(queryOf(noAnswers(), 'answer')).toBeNull();
  });
});

describe('the next page', () => {
  const asks = guideWith({
    questions: [question('relation'), question('filing_kind'), question('situation')],
  });
  it('is the first question that is neither answered nor unknown, and can be told', () => {
    expect(nextPlace(asks, noAnswers())).toBe('filing_kind');
    expect(nextPlace(asks, { ...noAnswers(), unknown: ['filing_kind'] })).toBe('situation');
    expect(nextPlace(asks, { ...noAnswers(), unknown: ['filing_kind', 'situation'] })).toBe(
      'answer',
    );
  });
  it('asks nothing about a filing that is not needed', () => {
    const filing = { ...noAnswers(), matter: 'filing' as const };
    expect(nextPlace({ ...asks, filing: 'at_home' }, filing)).toBe('answer');
    expect(nextPlace({ ...asks, filing: 'needed' }, filing)).toBe('filing_kind');
    expect(nextPlace({ ...asks, filing: 'at_home' }, full)).toBe('answer');
  });
});

describe('what to bring', () => {
  const unsure = { certain: false, depends: ['situation'], when: words('renting') };
  const material: GuideMaterial = {
    choices: [[row('permit')], [row('lease', unsure), row('receipts', unsure)]],
  };
  it('is certain once one way to bring it is', () => {
    const bring = bringOf(material);
    expect(bring.certain).toBe(true);
    expect(bring.options.map(({ certain, when }) => [certain, when?.zh])).toEqual([
      [true, undefined],
      [false, 'renting'],
    ]);
    expect(bringOf({ choices: [[row('lease', unsure)]] }).certain).toBe(false);
  });
  it('is ready by any one option, and papers that go together count only together', () => {
    const bring = bringOf(material);
    expect(isReady(bring, new Set())).toBe(false);
    expect(isReady(bring, new Set(['lease']))).toBe(false);
    expect(isReady(bring, new Set(['lease', 'receipts']))).toBe(true);
    expect(isReady(bring, new Set(['permit']))).toBe(true);
  });
  it('names the questions that would make it certain', () => {
    const guide = guideWith({ questions: [question('situation'), question('aid')] });
    expect(openKeys(material.choices.flat(), guide).map(({ key }) => key)).toEqual(['situation']);
    expect(openKeys([row('permit')], guide)).toEqual([]);
  });
});

describe('the cards', () => {
  it('are those that say something, and those of filing go when none is needed', () => {
    const guide = guideWith({ steps: [row('a')], rules: [row('b')], filings: [row('c')] });
    expect(sectionsOf(guide, true, true)).toEqual([
      'steps',
      'channels',
      'cost',
      'filings',
      'rules',
    ]);
    expect(sectionsOf(guide, false, false)).toEqual(['channels', 'rules']);
  });
  it('cite each clause once, the best evidence first', () => {
    const source = (document: string, grade: 'A' | 'C') => ({ document, clause: '1', grade });
    const rows = [source('b', 'C'), source('a', 'A'), source('b', 'C')].map((one, at) =>
      row(String(at), { source: one }),
    );
    expect(sourcesOf([...rows, row('none')]).map(({ document }) => document)).toEqual(['a', 'b']);
  });
  it('dial digits and show the number as written', () => {
    const rows = [row('desk', { cells: [cell('phone', ['0000-123 45', '+86 1'])] }), row('none')];
    expect(phonesOf(rows).map(({ number, dialled }) => [number, dialled])).toEqual([
      ['0000-123 45', '000012345'],
      ['+86 1', '+861'],
    ]);
  });
  it('say first what can be claimed', () => {
    const rows = [
      row('n', { cells: [cell('admissible', ['no'])] }),
      row('y', { cells: [cell('admissible', ['yes'])] }),
    ];
    expect(groundsByAnswer(rows).map(({ answer }) => answer)).toEqual(['yes', 'no']);
  });
  it('write days in words and leave anything else alone', () => {
    expect(dayInWords('2026-03-02', 'zh')).toBe('2026年3月2日');
    expect(dayInWords('2026-03-02', 'en')).toBe('2 March 2026');
    expect(dayInWords('2026-13-99', 'zh')).toBe('2026-13-99');
    expect(dayInWords('次年 1 月 1 日起', 'zh')).toBe('次年 1 月 1 日起');
  });
});
