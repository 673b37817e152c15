import { describe, expect, it } from 'vitest';
import {
  lineAmount,
  plainNumber,
  restOf,
  sentAmount,
  totalOf,
} from '../../src/estimator/bill_entry';

describe('the boxes a form fills in', () => {
  it('leaves what is not said to be outside in scope', () => {
    expect(restOf('50000.00', ['1200.00', '800.00', '0.00'])).toBe('48000.00');
    expect(restOf('0.03', ['0.01', '0.01', '0.01'])).toBe('0.00');
    expect(restOf('99999999999.99', ['0.01'])).toBe('99999999999.98');
  });
  it('says that parts above the total leave nothing', () => {
    expect(restOf('1.00', ['1.01'])).toBeNull();
  });
  it('rounds half up, where floats would not', () => {
    expect(lineAmount('3', '0.335')).toBe('1.01'); // 1.005
    expect(lineAmount('2', '38.50')).toBe('77.00');
    expect(lineAmount('0.0001', '49.999999')).toBe('0.00');
    expect(lineAmount('1', '0.005')).toBe('0.01');
    expect(lineAmount('999999999', '99999999999')).toBe('99999999899000000001.00');
  });
  it('gives no amount to what is no number', () => {
    expect(lineAmount('', '1')).toBeNull();
    expect(lineAmount('1', '-1')).toBeNull();
    expect(lineAmount('1', '1e3')).toBeNull();
    expect(lineAmount('1.00001', '1')).toBeNull();
  });
  it('adds lines exactly', () => {
    expect(totalOf(['0.10', '0.20'])).toBe('0.30');
    expect(totalOf([])).toBe('0.00');
  });
  it('reads what people type', () => {
    expect(sentAmount('50,000')).toBe('50000.00');
    expect(sentAmount('５０００.5')).toBe('5000.50');
    expect(sentAmount(' ')).toBe('0.00');
    expect(sentAmount('5万')).toBe('5万');
    expect(plainNumber('1,234.5')).toBe('1234.5');
    expect(plainNumber('-1')).toBeNull();
  });
});
