import { beforeAll, describe, expect, it, vi } from 'vitest';
import zh from '../../src/locales/zh';

// The frame writes the language to the document's root.
let words: typeof import('../../src/app/language');
let preferences: typeof import('../../src/app/preferences');
beforeAll(async () => {
  const documentElement = { lang: '', classList: { toggle: () => false } };
  vi.stubGlobal('document', { documentElement, createElement: () => ({}) });
  words = await import('../../src/app/language');
  preferences = await import('../../src/app/preferences');
});

describe('the page’s own words', () => {
  it('fill blanks, and leave one that nobody filled in sight', () => {
    words.addWords('zh', { test: { two: '{a}和{b}，{a}' } });
    expect(words.t('test.two', { a: 1, b: '二' })).toBe('1和二，1');
    expect(words.t('test.two', { a: 0 })).toBe('0和{b}，0');
    expect(words.t('test.none')).toBe('test.none');
  });
  it('are Chinese until English is chosen and here, and where English lacks one', async () => {
    expect(words.t('door.guide')).toBe(zh.door.guide);
    await words.wordsReady();
    expect(words.wordsIn('en', 'door.guide')).toBeUndefined();
    preferences.language.value = 'en';
    await words.wordsReady();
    expect(words.t('door.guide')).not.toBe(zh.door.guide);
    expect(words.t('test.two', { a: 'x', b: 'y' })).toBe('x和y，x');
    preferences.language.value = 'zh';
    expect(words.t('door.guide')).toBe(zh.door.guide);
  });
  it('of a later room join those that are here', () => {
    words.addWords('zh', { test: { more: '三' } });
    expect([words.t('test.more'), words.t('test.two', {}), words.t('app.brand')]).toEqual([
      '三',
      '{a}和{b}，{a}',
      zh.app.brand,
    ]);
  });
});
