import { describe, expect, it, vi } from 'vitest';
import told from '../fixtures/case_kinds.json';
import {
  faultsOfField,
  isAnswered,
  kindOf,
  laidOut,
  questionsFor,
  questionsOf,
  rowsOf,
  withoutRow,
  withValue,
} from '../../src/cases/fields';
import type { CaseRow, Form, Handed, Wanted } from '../../src/cases/shapes';
import type { WireKinds } from '../../src/cases/wire';
import { daysOf, fenOf, hoursBy, topOf, yuanOf } from '../../src/desk/figures';
import { isReady, openPapers, withDocument, withOriginal } from '../../src/mycases/papers';
import { isAsked, nextScreen, screensOf } from '../../src/mycases/screens';
import { noticesOfCases } from '../../src/portal/case_notices';

vi.stubGlobal('document', {
  createElement: () => ({}),
  documentElement: { classList: { toggle: () => undefined } },
});
vi.stubGlobal('localStorage', {
  getItem: () => '[{"name":"x","said":"queue=in_review&area=../1"},7,null]',
  setItem: () => undefined,
});
vi.stubGlobal('location', { pathname: '/desk', hash: '' });

const words = (zh: string) => ({ zh, en: zh });

describe('what is asked', async () => {
  const { toKinds } = await import('../../src/cases/wire');
  const kinds = toKinds(told as unknown as WireKinds);
  const claim = kindOf(kinds, 'claim')!;
  const filing = kindOf(kinds, 'filing')!;

  it('lays out a row for each test that is asked for, and keeps those that are there', () => {
    const [tests] = questionsFor(kindOf(kinds, 'special_drug')!, ['tests']);
    const options = { 'tests.*.row': [{ code: 'gene' }, { code: 'platelets' }] };
    expect(laidOut(tests!, options, {})).toEqual({
      'tests.0.row': 'gene',
      'tests.1.row': 'platelets',
    });
    const known = { 'tests.0.row': 'platelets', 'tests.0.value': '180' };
    expect(laidOut(tests!, options, known)).toEqual({ ...known, 'tests.1.row': 'gene' });
    expect(laidOut(tests!, {}, {})).toEqual({});
  });

  it('is what the draft writes, without the declaration and what pages tell', () => {
    const keys = questionsOf(filing).map(({ field }) => field.key);
    expect(keys.slice(0, 3)).toEqual(['filing_kind', 'target', 'from']);
    for (const told of ['declaration', 'replaces']) expect(keys).not.toContain(told);
    expect(questionsOf(claim).map(({ field }) => field.key)).not.toContain('refused');
  });
  it('has a screen for each thing that is needed, one for the rest, one for the papers', () => {
    const questions = questionsOf(filing);
    const screens = screensOf(questions, true);
    expect(screens).toEqual(['filing_kind', 'target', 'from', 'more', 'papers']);
    const open = { questions, form: {}, papers: 0 };
    expect(nextScreen(screens, 'target', open, false)).toBe('from');
    expect(nextScreen(screens, 'papers', open, false)).toBe('');
    expect(nextScreen(screens, 'target', open, true)).toBe('');
    const form = { filing_kind: 'a', target: '1', from: '2' };
    expect(nextScreen(screens, 'target', { questions, form, papers: 0 }, false)).toBe('');
    expect(nextScreen(screens, 'from', { questions, form, papers: 1 }, false)).toBe('more');
  });
  it('asks how somebody was hurt only who says to be in hospital', () => {
    const asked = (form: Form) =>
      questionsOf(filing)
        .filter((one) => one.field.key.startsWith('injury') && isAsked(one, form))
        .map(({ field }) => field.key);
    expect(asked({})).toEqual([]);
    expect(asked({ admitted: '2026-03-02' })).toEqual(['injury']);
    expect(asked({ admitted: '2026-03-02', injury: 'own' })).toEqual(['injury', 'injury_text']);
    expect(asked({ injury: 'own' })).toEqual(['injury', 'injury_text']);
  });
  it('counts and takes away rows of lists', () => {
    let form = withValue({}, 'invoices.0.number', 'a');
    form = withValue(form, 'invoices.1.number', 'b');
    form = withValue(form, 'invoices.1.amount', '1.00');
    expect(rowsOf(form, 'invoices')).toBe(2);
    expect(rowsOf(form, 'lines')).toBe(0);
    const invoices = questionsOf(claim).find(({ field }) => field.key === 'invoices')!;
    expect(isAnswered(invoices, form)).toBe(false);
    const rest = withoutRow(form, 'invoices', 0);
    expect(rest).toEqual({ 'invoices.0.number': 'b', 'invoices.0.amount': '1.00' });
    expect(isAnswered(invoices, rest)).toBe(true);
    expect(withValue(rest, 'invoices.0.amount', '')).toEqual({ 'invoices.0.number': 'b' });
  });
  it('shows a fault at its field and at no other', () => {
    const fault = (path: string) => ({
      code: 'bad_value',
      path,
      title: words(''),
      found: '',
      rule: '',
      remedy: words(''),
    });
    const faults = [fault('/form/lines.0.amount'), fault('/form/on'), fault('/version')];
    expect(faultsOfField(faults, 'lines')).toHaveLength(1);
    expect(faultsOfField(faults, 'on')).toHaveLength(1);
    expect(faultsOfField(faults, 'line')).toHaveLength(0);
  });
});

describe('papers', () => {
  const row = (id: string) => ({
    id,
    name: words(id),
    certain: true,
    depends: [],
    when: null,
    cells: [],
    source: null,
  });
  const wanted: Wanted = {
    answered: false,
    certain: true,
    choices: [[row('code')], [row('lease'), row('rent')]],
  };
  it('are answered by any one choice whole', () => {
    const half = withDocument([], 'lease', 'd0303-1', true);
    expect(isReady(wanted, half)).toBe(false);
    expect(isReady(wanted, withOriginal(half, 'rent', true))).toBe(true);
    expect(isReady(wanted, withDocument(half, 'code', 'd0303-2', true))).toBe(true);
    expect(openPapers({ materials: [wanted], handed: half })).toBe(1);
  });
  it('leave no trace once taken away', () => {
    const one: Handed[] = withDocument([], 'code', 'd0303-1', true);
    expect(withDocument(one, 'code', 'd0303-1', false)).toEqual([]);
  });
});

describe('notices of cases', () => {
  const state = (code: string, personal: boolean) => ({
    code,
    name: words(code),
    turn: null,
    personal,
    final: false,
    since: '',
  });
  const one = (no: string, code: string, personal: boolean, due: string | null = null) =>
    ({
      no,
      kind: { code: 'filing', name: words('filing') },
      state: state(code, personal),
      due_day: due,
    }) as CaseRow;
  it('put what was sent back before a draft, and leave out what waits for others', () => {
    const rows = [
      one('c1', 'draft', true),
      one('c2', 'in_review', false),
      one('c3', 'returned', true, '2026-12-01'),
    ];
    const notices = noticesOfCases(rows, { say: (text) => text.zh, day: (text) => text });
    expect(notices.map(({ id, words: said }) => [id, said])).toEqual([
      ['c3', 'caseDue'],
      ['c1', 'caseDraft'],
    ]);
  });
});

describe('the desk', () => {
  it('drops from an address what a stranger wrote into it, and writes what it reads', async () => {
    const { filterOf, hrefOf, placeAt } = await import('../../src/desk/place');
    const { views } = await import('../../src/desk/views');
    const hostile = filterOf('#area=../..&queue=in_review&search=%00x&overdue=1&kind=<b>');
    expect(hostile).toEqual({
      queue: 'in_review',
      kind: '',
      area: '',
      search: '',
      assignee: '',
      overdue: '',
    });
    const place = placeAt('/desk/cases/c0303-17', '#search=王&assignee=me');
    const [path = '', hash = ''] = hrefOf(place).split('#');
    expect(placeAt(path, hash)).toEqual(place);
    expect(placeAt('/desk/__proto__', '').room).toBe('list');
    expect(views.value).toHaveLength(1);
    expect(views.value[0]!.filter.area).toBe('');
  });
  it('keeps money exact and scales round', () => {
    expect(yuanOf(fenOf('18000.50') + fenOf('0.05'))).toBe('18000.55');
    expect([0, 1, 3, 11, 60, 201].map(topOf)).toEqual([1, 1, 5, 20, 100, 500]);
    const days = daysOf({ from: '2026-02-27', to: '2026-03-02' });
    expect(days).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    const row = { day: days[1]!, kind: 'x', cases: 2, amount: '0.00' };
    const rows = [
      { ...row, action: 'approve', waited_seconds: 7200 },
      { ...row, action: 'take', waited_seconds: 1 },
    ];
    expect(hoursBy(days, rows, ['approve'])).toEqual([0, 1, 0, 0]);
  });
});
