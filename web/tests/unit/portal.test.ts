import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fragmentOf, noSearch, queryOf, searchOf } from '../../src/finder/search';
import { keepTicks, listOf, ticksOf } from '../../src/guide/ticks';
import { noticesOf } from '../../src/portal/attention';
import { grantsInOrder } from '../../src/portal/grants';
import { mainGauges } from '../../src/portal/gauges';
import { byDay, doorOf } from '../../src/portal/messages';
import { qrPath } from '../../src/portal/qr';
import type { Cards, Coverage, Eligibility, Gauge, Grant, Message } from '../../src/portal/shapes';
import { cleanName } from '../../src/portal/upload';

vi.stubGlobal('location', { pathname: '/my', hash: '' });
vi.stubGlobal('history', { pushState: () => undefined });
const stored = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => stored.set(key, value),
  removeItem: (key: string) => stored.delete(key),
});

const words = (zh: string) => ({ zh, en: zh });
const someone = 'p0123456789abcdef';

describe('messages', () => {
  const message = (id: string, at: string, door: Message['door']): Message => ({
    id,
    at,
    kind: 'card_reported',
    attention: false,
    read: false,
    text: words('x'),
    values: [],
    door,
  });
  it('stand by the day on China’s clocks, in the order they came', () => {
    const card: Message['door'] = { room: 'card', id: null };
    const days = byDay([
      message('m3', '2026-11-22T00:10:00.000+08:00', card),
      message('m2', '2026-11-22T00:00:00.000+08:00', card),
      message('m1', '2026-11-21T23:59:00.000+08:00', card),
    ]);
    expect(days.map(({ day, messages }) => [day, messages.map(({ id }) => id)])).toEqual([
      ['2026-11-22', ['m3', 'm2']],
      ['2026-11-21', ['m1']],
    ]);
    expect(byDay([])).toEqual([]);
  });
  it('lead to the record they are about, or to a room', () => {
    const door = (room: Message['door']['room'], id: string | null) =>
      doorOf(message('m1', '2026-11-22T00:10:00.000+08:00', { room, id }));
    expect(door('settlement', 's0303-17')).toEqual({ room: 'settlements', id: 's0303-17' });
    expect(door('card', null)).toEqual({ room: 'card', id: '' });
    expect(door('case', 'c0303-4')).toEqual({ room: 'cases', id: 'c0303-4' });
  });
});

describe('the address of a room', () => {
  let place: typeof import('../../src/portal/place');
  beforeAll(async () => (place = await import('../../src/portal/place')));

  it('comes back as it was written', () => {
    for (const room of place.rooms) {
      for (const actingFor of ['', someone]) {
        const id = room === 'settlements' ? 's0303-17' : '';
        const there = { room, id, actingFor, at: room === 'cases' ? 'papers' : '' };
        const [path = '', hash = ''] = place.hrefOf(there).split('#');
        expect(place.placeAt(path, hash)).toEqual(there);
      }
    }
  });
  it('knows what a provider sent along', () => {
    const back = (search: string) => place.providerReturn('/my/signed-in', search);
    expect(back('?code=a%2Bb&state=s&iss=https%3A%2F%2Fid.example&more=1')).toEqual({
      code: 'a+b',
      state: 's',
      issuer: 'https://id.example',
    });
    expect(back('?error=access_denied&state=s')).toEqual({ error: 'access_denied', state: 's' });
    for (const nothing of ['', '?code=a', '?state=s', '?code=&state=s'])
      expect(back(nothing)).toBeNull();
    expect(place.providerReturn('/my', '?code=a&state=s')).toBeNull();
  });
  it('drops what a stranger wrote into it', () => {
    const hostile = place.placeAt('/my/settlements/s1%2F..%2F', '#for=../../v1');
    expect(hostile).toEqual({ room: 'settlements', id: '', actingFor: '', at: '' });
    expect(place.placeAt('/my/__proto__', '').room).toBe('home');
    expect(place.placeAt('/my/card/s0303-17', '').id).toBe('');
  });
});

const eligibility = (change: Partial<Eligibility>): Eligibility => ({
  person: someone,
  on: '2026-11-22',
  area: null,
  insurance: null,
  basis: 'records',
  status: 'eligible',
  since: null,
  pays_from: null,
  pays_from_latest: null,
  ends: null,
  text: words(''),
  depends: [],
  gap: null,
  if_paid_today: null,
  rows: [],
  due: [],
  periods: [],
  channels: [],
  wait: null,
  supports: [],
  inflows: [],
  ...change,
});
const filing = (days_left: number | null): Coverage => ({
  person: someone,
  on: '2026-11-22',
  coverages: [],
  filings: [
    {
      no: 1,
      kind: { code: 'referral', name: words('k') },
      target: { code: '1', name: words('t') },
      from: '2026-01-01',
      to: '2026-12-01',
      state: 'in_force',
      days_left,
    },
  ],
  diseases: [],
  grants: [],
});
const grant = (no: number, change: Partial<Grant>): Grant => ({
  no,
  area: { code: '1', name: words('a') },
  kind: 'recognition',
  code: { code: 'x', name: words('x') },
  disease: null,
  institutions: [],
  doctor: null,
  pharmacy: null,
  from: '2026-01-01',
  to: null,
  state: 'in_force',
  days_left: null,
  case: null,
  ...change,
});
const card = (state: 'active' | 'frozen'): Cards['cards'][number] => ({ no: 1, tail: '17', state });
const cardsOf = (...cards: Cards['cards']): Cards => ({ person: someone, cards, events: [] });
const names = { title: () => 'n', day: (text: string) => text, say: () => 'g' };
const keysOf = (...of: [Eligibility | null, Coverage | null, Cards | null]) =>
  noticesOf(...of, names).map(({ words: said }) => said);

describe('what needs attention', () => {
  it('is nothing when all is well, or not known', () => {
    expect(keysOf(eligibility({}), filing(31), cardsOf(card('active')))).toEqual([]);
    expect(keysOf(null, null, null)).toEqual([]);
  });
  it('names the day from which it pays only where there is one', () => {
    expect(keysOf(eligibility({ status: 'waiting' }), null, null)).toEqual(['waiting']);
    const dated = eligibility({ status: 'waiting', pays_from: '2027-02-20' });
    expect(noticesOf(dated, null, null, names)[0]?.blanks.day).toBe('2027-02-20');
    expect(keysOf(dated, null, null)).toEqual(['waitingUntil']);
  });
  it('counts a frozen card only until there is another', () => {
    const frozen = cardsOf(card('frozen'));
    expect(keysOf(null, null, frozen)).toEqual(['cardFrozen']);
    const replaced = cardsOf(card('frozen'), card('active'));
    expect(keysOf(null, null, replaced)).toEqual([]);
  });
  it('says of a filing that it ends, a month before', () => {
    expect(keysOf(null, filing(30), null)).toEqual(['filingEnds']);
    expect(keysOf(null, filing(null), null)).toEqual([]);
  });
  it('says of a grant that it ends, a month before, while it holds', () => {
    const of = (change: Partial<Grant>) =>
      keysOf(null, { ...filing(null), grants: [grant(1, change)] }, null);
    expect(of({ days_left: 30 })).toEqual(['grantEnds']);
    expect(of({ days_left: 31 })).toEqual([]);
    expect(of({ state: 'ahead' })).toEqual([]);
  });
});

describe('what was granted', () => {
  it('stands with what ends first on top, and what is over last', () => {
    const rows = [
      grant(1, { state: 'over', to: '2024-01-01' }),
      grant(2, {}),
      grant(3, { to: '2026-12-01' }),
      grant(4, { state: 'ahead', to: '2026-11-30' }),
      grant(5, { state: 'over', to: '2025-01-01' }),
    ];
    expect(grantsInOrder(rows).map(({ no }) => no)).toEqual([3, 2, 4, 5, 1]);
  });
});

describe('the gauges of the first page', () => {
  const gauge = (kind: Gauge['kind'], limit: string | null): Gauge => ({
    key: kind,
    kind,
    name: words(kind),
    benefits: [],
    limits: [],
    period: '2026',
    unit: 'money',
    per: 'year',
    disease: null,
    used: '0.00',
    limit,
    left: limit,
    known: limit !== null,
    depends: [],
    source: null,
  });
  it('are three whose limit is known, what is borne first before what is paid at most', () => {
    const all = [
      gauge('cap', '1.00'),
      gauge('ceiling', null),
      gauge('ceiling', '2.00'),
      gauge('deductible', '3.00'),
      gauge('start', '4.00'),
    ];
    expect(mainGauges(all).map(({ kind }) => kind)).toEqual(['deductible', 'ceiling', 'cap']);
  });
});

describe('a picture of a code', () => {
  it('covers what the code covers, with four white modules around', () => {
    const { path, size } = qrPath('YT1.0123456789ABCDEF.00');
    const dark = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((at) => at.slice(1).map(Number));
    expect(dark.length).toBeGreaterThan(20);
    for (const [x = 0, y = 0, width = 0] of dark) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
      expect(Math.max(x + width, y + 1)).toBeLessThanOrEqual(size - 4);
    }
    // The finder pattern in the corner: a dark bar of seven.
    expect(dark).toContainEqual([4, 4, 7]);
  });
  it('grows with the text and differs for another', () => {
    expect(qrPath('A'.repeat(270)).size).toBeGreaterThan(qrPath('A').size);
    expect(qrPath('A').path).not.toBe(qrPath('B').path);
  });
});

describe('a name of a file', () => {
  it('holds no path, no control character, and is not too long', () => {
    expect(cleanName('a/b\\c.jpg')).toBe('a b c.jpg');
    expect(cleanName('..')).toBe('file');
    expect(cleanName('\u0000\n')).toBe('file');
    const long = cleanName(`${'长'.repeat(200)}.pdf`);
    expect([...long].length).toBe(120);
    expect(long.endsWith('.pdf')).toBe(true);
  });
});

describe('the address of a search', () => {
  it('comes back as it was written', () => {
    const search = {
      area: '123400',
      name: '人民',
      kind: 'hospital',
      level: '3',
      opened: ['inpatient', 'chronic'],
    };
    expect(searchOf(`#${fragmentOf(search)}`)).toEqual(search);
    expect(searchOf('#v=1&in=<b>&kind=x&level=9&open=all')).toEqual(noSearch());
  });
  it('asks nothing before it is said where, and no level of a pharmacy', () => {
    expect(queryOf(noSearch(), 0, 20)).toBeNull();
    const pharmacy = { ...noSearch(), area: '123400', kind: 'pharmacy', level: '3' };
    expect(String(queryOf(pharmacy, 20, 20))).toBe('area=123400&limit=20&kind=pharmacy&offset=20');
  });
});

describe('ticks', () => {
  const list = listOf({ matter: 'claim', insured: '123400' });
  it('stay by errand and area, and only so many', () => {
    keepTicks(list, new Set(['a', 'b']));
    expect([...ticksOf(list)]).toEqual(['a', 'b']);
    expect([...ticksOf('claim.999999')]).toEqual([]);
    for (let at = 0; at < 25; at += 1) keepTicks(`filing.${at}`, new Set(['x']));
    expect([...ticksOf(list)]).toEqual([]);
    expect(Object.keys(JSON.parse(stored.get('yitong.ticks') ?? '{}')).length).toBe(20);
  });
  it('are gone when the last one is taken away', () => {
    stored.clear();
    keepTicks(list, new Set(['a']));
    keepTicks(list, new Set());
    expect(stored.size).toBe(0);
  });
  it('read nothing from what another program wrote', () => {
    for (const text of ['[]', '"x"', '{', '{"claim.123400":[1]}', '{"claim.123400":{}}']) {
      stored.set('yitong.ticks', text);
      expect([...ticksOf(list)], text).toEqual([]);
    }
  });
});
