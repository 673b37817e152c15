// The boxes of a bill that the form fills in for the person, as a cashier's slip does: amount of
// a line, total of the lines, and what is left in scope. Exact integers, and only for the
// question: the server checks each of them, and every figure of the answer is the server's.
import { parseAmount } from '../shared/money';

const number = /^(\d{1,11})(?:\.(\d{1,6}))?$/;

/** The decimal times 10^places, or null when it is no decimal with at most so many places. */
function scaled(text: string, places: number): bigint | null {
  const match = number.exec(text);
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > places) return null;
  return BigInt(match[1] + fraction.padEnd(places, '0'));
}

function money(fen: bigint): string {
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function fenOf(amount: string): bigint | null {
  return scaled(amount, 2);
}

/** quantity x price, rounded half up to the fen; null when either is no number. */
export function lineAmount(quantity: string, price: string): string | null {
  const count = scaled(quantity, 4);
  const unit = scaled(price, 6);
  if (count === null || unit === null) return null;
  const fenPerUnit = 100_000_000n; // 10^(4 + 6) / 10^2
  return money((count * unit + fenPerUnit / 2n) / fenPerUnit);
}

export function totalOf(amounts: string[]): string {
  return money(amounts.reduce((sum, amount) => sum + (fenOf(amount) ?? 0n), 0n));
}

/** total less the parts; null when the parts exceed it, which the server is left to explain. */
export function restOf(total: string, parts: string[]): string | null {
  const whole = fenOf(total);
  const taken = fenOf(totalOf(parts));
  if (whole === null || taken === null || taken > whole) return null;
  return money(whole - taken);
}

/** Typed text as a plain number for quantity or unit price; null when it is none. */
export function plainNumber(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/[\s,¥元]/g, '');
  return number.test(plain) ? plain : null;
}

/** Typed money, or the text as it stands, so that the server can say what is wrong with it. */
export function sentAmount(text: string): string {
  if (text.trim() === '') return '0.00';
  return parseAmount(text) ?? text.trim().slice(0, 32);
}
