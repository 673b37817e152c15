import { describe, expect, it } from 'vitest';
import { isWorkbook, textOf, withLines } from '../../src/cases/bill_list';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

describe('a list of charges', () => {
  it('replaces the lines before, names what has only a code, and keeps the rest', () => {
    const before = { ground: 'unfiled', 'lines.0.name': '旧', 'lines.5.amount': '1.00' };
    const read = {
      total: '3.00',
      lines: [
        { code: 'A1', quantity: '1', price: '1', amount: '1.00' },
        { code: 'B2', name: '检查', date: '2025-03-20', quantity: '2', price: '1', amount: '2.00' },
      ],
      ignored: [],
      notes: [],
    };
    expect(withLines(before, read)).toEqual({
      ground: 'unfiled',
      total: '3.00',
      'lines.0.code': 'A1',
      'lines.0.name': 'A1',
      'lines.0.quantity': '1',
      'lines.0.price': '1',
      'lines.0.amount': '1.00',
      'lines.1.code': 'B2',
      'lines.1.name': '检查',
      'lines.1.date': '2025-03-20',
      'lines.1.quantity': '2',
      'lines.1.price': '1',
      'lines.1.amount': '2.00',
    });
    expect(withLines({ total: '9.00' }, read).total).toBe('9.00');
  });
  it('is a workbook by its first bytes', () => {
    expect(isWorkbook(bytes(0x50, 0x4b, 3, 4))).toBe(true);
    expect(isWorkbook(bytes(0xd0, 0xcf, 0x11))).toBe(true);
    expect(isWorkbook(bytes(0x41, 0x2c))).toBe(false);
    expect(isWorkbook(bytes())).toBe(false);
  });
  it('may be GB18030, as older spreadsheets save it', () => {
    expect(textOf(new TextEncoder().encode('金额').buffer as ArrayBuffer)).toBe('金额');
    expect(textOf(bytes(0xbd, 0xf0, 0xb6, 0xee))).toBe('金额');
  });
});
