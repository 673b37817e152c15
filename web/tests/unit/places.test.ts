import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AreaSummary } from '../../src/api/types';
import { fits, matchingAreas, ordered, placeSearch, type Place } from '../../src/estimator/places';

function fixture<T>(name: string): T {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as T;
}

const areas = fixture<AreaSummary[]>('areas');
const place = (code: string, zh: string, pinyin: string): Place => ({
  code,
  name: { zh, en: '' },
  pinyin,
});

describe('searching places', () => {
  it.each(['北京', '1100', 'beijing', 'bei jing', 'BJ', 'bjs'])('finds Beijing by %s', (text) => {
    expect(matchingAreas(areas, text).map(({ code }) => code)).toEqual(['110000']);
  });
  it('lists all for nothing typed, none for nonsense', () => {
    expect(matchingAreas(areas, '')).toHaveLength(3);
    expect(matchingAreas(areas, 'zzz')).toHaveLength(0);
    expect(matchingAreas(areas, '(?=')).toHaveLength(0);
  });
  it.each([
    ['西安市', 'xianshi', 'xa'],
    ['吕梁市', 'lvliangshi', 'll'],
    ['长治市', 'changzhishi', 'cz'],
    ['呼和浩特市', 'huhehaoteshi', 'hhht'],
    ['乌鲁木齐市', 'wulumuqishi', 'wlmqs'],
    ['衢州市', 'quzhoushi', 'qz'],
    ['连云港市', 'lianyungangshi', 'lyg'],
    ['延边朝鲜族自治州', 'yanbianchaoxianzuzizhizhou', 'ybcxz'],
    ['儋州市', 'danzhoushi', 'dz'],
    ['普洱市', 'puershi', 'pe'],
    ['黄山市', 'huangshanshi', 'hs'],
    ['雄安新区', 'xionganxinqu', 'xaxq'],
  ])('parts the pinyin of %s into syllables', (zh, pinyin, initials) => {
    expect(fits(place('000000', zh, pinyin), initials)).toBe(true);
    expect(fits(place('000000', zh, pinyin), `${initials}x`)).toBe(false);
  });
  it('puts encoded places first, then those that fit, larger before smaller', () => {
    const places = [
      place('130435', '曲周县', 'quzhouxian'),
      place('320612', '通州区', 'tongzhouqu'),
      place('350500', '泉州市', 'quanzhoushi'),
      place('320600', '南通市', 'nantongshi'),
    ];
    const order = ordered(places, (code) => code === '320600', 'qz');
    expect(order.map(({ code }) => code)).toEqual(['320600', '350500', '130435', '320612']);
    const cities = ['360900', '360100', '360000'].map((code) => place(code, '某', 'mou'));
    expect(ordered(cities, () => false, 'm').map(({ code }) => code)).toEqual([
      '360000',
      '360100',
      '360900',
    ]);
  });
});

describe('the insured place', () => {
  afterEach(() => vi.unstubAllGlobals());
  const words = {
    say: ({ zh }: { zh: string }) => zh,
    covers: ({ insurances }: AreaSummary) => insurances.join(),
    notEncoded: () => 'not yet',
    above: (name: string) => `above ${name}`,
  };
  const search = async (text: string, codes: string[]) => {
    const { items } = fixture<{ items: { code: string }[] }>('places');
    const found = items.filter(({ code }) => codes.includes(code));
    const reply = { ok: true, json: () => Promise.resolve({ items: found }) };
    vi.stubGlobal('fetch', () => Promise.resolve(reply));
    return placeSearch(() => areas, words).searchInsured(text, new AbortController().signal);
  };
  it('shows grade and insurances, and why another cannot be picked', async () => {
    expect(await search('nt', [])).toEqual([
      { key: '320600', title: '南通市', detail: '320600', note: '310', grade: 'C' },
    ]);
    expect(await search('qz', ['350500'])).toEqual([
      { key: '350500', title: '泉州市', detail: '350500', note: 'not yet', closed: true },
    ]);
  });
  it('leads from a county to the encoded city above it', async () => {
    const found = await search('通州', ['320612']);
    expect(found.map(({ key, note }) => [key, note])).toEqual([
      ['320600', 'above 通州区'],
      ['320612', 'not yet'],
    ]);
  });
});
