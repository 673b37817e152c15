import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startable } from '../../src/guide/matters';

describe('errands', () => {
  it('that can be begun online are those of the kinds of cases, by the same name', () => {
    const { kinds } = JSON.parse(
      readFileSync(new URL('../fixtures/case_kinds.json', import.meta.url), 'utf8'),
    ) as { kinds: { code: string; matter: string }[] };
    for (const { code, matter } of kinds) expect(code).toBe(matter);
    expect([...startable].sort()).toEqual(kinds.map(({ code }) => code).sort());
  });
});
