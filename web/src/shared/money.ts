// Money crosses this program as the server's decimal string, "50000.00". Nothing here adds or
// subtracts: sums come from the server. What follows only reads, compares and draws strings.

const decimal = /^(-?)(\d+)(?:\.(\d{1,2}))?$/;

/** "50000.00" -> "50,000.00". A string that is no decimal comes back unchanged. */
export function grouped(amount: string): string {
  const match = decimal.exec(amount);
  if (!match) return amount;
  const [, sign, whole = '', cents = ''] = match;
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${groups}.${cents.padEnd(2, '0')}`;
}

/** An operand may be a count, a share, a level or money: only what has fen is money. */
export function shownValue(value: string): string {
  return /^-?\d+\.\d{2}$/.test(value) ? grouped(value) : value;
}

/** The magnitude, for sentences whose words already say "less" or "more". */
export function magnitude(amount: string): string {
  return amount.replace(/^-/, '');
}

/**
 * What a person types ("5万" is not read; "50,000", "50000.5", full-width digits are) as the
 * server's form, or null when it is no amount. Empty text is null as well.
 */
export function parseAmount(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,¥元]/g, '')
    .replace(/^\+/, '');
  const match = decimal.exec(plain);
  if (!match) return null;
  const [, sign, whole = '', cents = ''] = match;
  return `${sign}${whole.replace(/^0+(?=\d)/, '')}.${cents.padEnd(2, '0')}`;
}

export function isZero(amount: string): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}

export function isPositive(amount: string): boolean {
  return !amount.startsWith('-') && !isZero(amount);
}

/** Orders two non-negative amounts of the server's form. */
export function compareAmounts(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A share of 0..1 for the length of a bar. For pixels only; never shown as a number. */
export function shareOf(amount: string, total: string): number {
  const whole = Number(total);
  if (!(whole > 0)) return 0;
  return Math.min(1, Math.max(0, Number(amount) / whole));
}

/** Splits a sentence of the server into text and amounts, so that amounts can be set in bold. */
export function splitAmounts(sentence: string): { text: string; amount: boolean }[] {
  const pieces: { text: string; amount: boolean }[] = [];
  const pattern = /-?\d[\d,]*\.\d{2}(?![\d%.])/g;
  let end = 0;
  for (const match of sentence.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: sentence.slice(end, match.index), amount: false });
    pieces.push({ text: grouped(match[0].replace(/,/g, '')), amount: true });
    end = match.index + match[0].length;
  }
  if (end < sentence.length) pieces.push({ text: sentence.slice(end), amount: false });
  return pieces;
}
