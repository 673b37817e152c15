import { describe, expect, it } from 'vitest';
import {
  compareAmounts,
  grouped,
  isPositive,
  isZero,
  parseAmount,
  shareOf,
  shownValue,
  splitAmounts,
} from '../../src/shared/money';

describe('money as text', () => {
  it('groups thousands without touching the digits', () => {
    expect(grouped('50000.00')).toBe('50,000.00');
    expect(grouped('-1234567.05')).toBe('-1,234,567.05');
    expect(grouped('999.99')).toBe('999.99');
    expect(grouped('unknown')).toBe('unknown');
    expect(grouped('9007199254740993.01')).toBe('9,007,199,254,740,993.01');
  });
  it('leaves counts and shares alone', () => {
    expect(shownValue('0')).toBe('0');
    expect(shownValue('2025')).toBe('2025');
    expect(shownValue('85%')).toBe('85%');
    expect(shownValue('1300.00')).toBe('1,300.00');
  });
  it('reads typed amounts', () => {
    expect(parseAmount('￥５０，０００.5 元')).toBe('50000.50');
    expect(parseAmount('007')).toBe('7.00');
    for (const text of ['', '5万', '1.234', '1e3', '--1', '1.2.3'])
      expect(parseAmount(text)).toBeNull();
  });
  it('compares without arithmetic', () => {
    expect(isZero('0.00')).toBe(true);
    expect(isZero('-0.00')).toBe(true);
    expect(isPositive('0.01')).toBe(true);
    expect(isPositive('-5.00')).toBe(false);
    expect(compareAmounts('999.99', '1000.00')).toBeLessThan(0);
    expect(compareAmounts('5230.00', '3000.00')).toBeGreaterThan(0);
    expect(compareAmounts('1.00', '1.00')).toBe(0);
  });
  it('gives a bar a length between nothing and everything', () => {
    expect(shareOf('25.00', '100.00')).toBe(0.25);
    expect(shareOf('1.00', '0.00')).toBe(0);
    expect(shareOf('200.00', '100.00')).toBe(1);
  });
  it('finds amounts in a sentence, and neither shares nor dates nor clauses', () => {
    const amounts = (text: string) =>
      splitAmounts(text)
        .filter(({ amount }) => amount)
        .map(({ text }) => text);
    expect(amounts('您预计自付 8312.40 元，医保支付 41,687.60 元')).toEqual([
      '8,312.40',
      '41,687.60',
    ]);
    expect(amounts('第36条 85.50% 2025-03-20 0.6000')).toEqual([]);
    const whole = splitAmounts('a 1.00 b')
      .map(({ text }) => text)
      .join('');
    expect(whole).toBe('a 1.00 b');
  });
});
