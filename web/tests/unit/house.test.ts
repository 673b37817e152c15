import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AreaSummary } from '../../src/api/types';
import en from '../../src/locales/english';
import casesZh from '../../src/locales/cases.zh';
import deskZh from '../../src/locales/desk.zh';
import finderZh from '../../src/locales/finder.zh';
import portalZh from '../../src/locales/portal.zh';
import firstZh from '../../src/locales/zh';

const zh = { ...firstZh, finder: finderZh, portal: portalZh, cases: casesZh, desk: deskZh };

const root = fileURLToPath(new URL('../../src/', import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue|css)$/.test(name) && !name.endsWith('schema.d.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

function leaves(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
}

describe('house rules', () => {
  it('name no area: what is particular to one comes from the server', () => {
    const areas = JSON.parse(
      readFileSync(new URL('../fixtures/areas.json', import.meta.url), 'utf8'),
    ) as AreaSummary[];
    const words = areas.flatMap(({ code, name, pinyin }) => [
      code,
      name.zh.replace(/市$/, ''),
      name.en,
      pinyin,
    ]);
    for (const { name, text } of sources) {
      for (const word of words)
        expect(`${name}: ${text.includes(word)} ${word}`).toBe(`${name}: false ${word}`);
    }
  });
  it('keep files and lines short', () => {
    for (const { name, text } of sources) {
      const lines = text.split('\n');
      expect(lines.length, name).toBeLessThanOrEqual(name.endsWith('.css') ? 700 : 300);
      if (name.startsWith('locales')) continue;
      for (const line of lines) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(100);
    }
  });
  it('say everything in both languages, with the same blanks to fill', () => {
    const english = new Map(leaves(en));
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
    for (const [path, text] of leaves(zh)) {
      expect(blanks(english.get(path) ?? ''), path).toBe(blanks(text));
      expect(english.get(path), path).toBeTruthy();
    }
    const inEnglish = leaves(en).filter(
      ([path, text]) => /[\u4e00-\u9fff]/.test(text) && path !== 'app.otherLanguage',
    );
    expect(inEnglish).toEqual([]);
  });
  it('use every word they have', () => {
    const all = sources.map(({ text }) => text).join('\n');
    const built =
      /^(grade\.[A-D]|bill\.class\.|bill\.(full_self_pay|self_pay_first|over_limit)$|failure\.|code\.|fault\.(bad_money|unknown_area)$|refused\.(no_rule|unknown_figure)$|notFound\.hint\.|guide\.(matter|head|known|section|grounds)\.|door\.|portal\.(failure|room|door|notice|access)\.|portal\.eligibility\.(eligible|waiting|not_enrolled|may|unknown)$|portal\.(coverage|card)\.state\.|portal\.coverage\.payer\.|portal\.card\.action\.|portal\.messages\.open\.|portal\.documents\.kind\.|portal\.grants\.(kind\.|(place|patient|disease|hospital|doctor|pharmacy)$)|cases\.role\.|cases\.claim\.refusal\.|cases\.means\.|cases\.my\.(group|state|about)\.|desk\.(room|key)\.|desk\.figures\.(approved|refused|returned)$|finder\.(kinds|levels|service|about)\.|finder\.check\.(total|funds|person|account|cash)$)/;
    const unused = leaves(zh)
      .map(([path]) => path)
      .filter((path) => !built.test(path) && !all.includes(`'${path}'`));
    expect(unused).toEqual([]);
  });
  it('use every style they have', () => {
    const drawn = new Set(
      sources
        .filter(({ name }) => !name.endsWith('.css'))
        .flatMap(({ text }) => text.split(/[^\w-]+/)),
    );
    const built = /^(bar|tone|el|van)-/;
    const unused = sources
      .filter(({ name }) => name.endsWith('.css'))
      .flatMap(({ name, text }) => {
        const selectors = text.replace(/\/\*[^]*?\*\/|'[^']*'|\{[^{}]*\}/g, ' ');
        return (selectors.match(/\.[a-z][\w-]*/gi) ?? []).map((style) => [name, style.slice(1)]);
      })
      .filter(([, style = '']) => !built.test(style) && !drawn.has(style));
    expect(unused).toEqual([]);
  });
});
