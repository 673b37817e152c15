// What the statistics show, from what was done by day. Counts are numbers; sums of money stay
// exact, in fen as whole numbers.
import type { Statistics, StatisticsDay } from '../cases/shapes';

export interface Series {
  key: string;
  /** Of the day with the same index. */
  values: number[];
}

export function daysOf({ from, to }: Pick<Statistics, 'from' | 'to'>): string[] {
  const days: string[] = [];
  const most = 400;
  const end = new Date(`${to}T00:00:00Z`).getTime();
  for (let at = new Date(`${from}T00:00:00Z`); at.getTime() <= end && days.length < most; ) {
    days.push(at.toISOString().slice(0, 10));
    at.setUTCDate(at.getUTCDate() + 1);
  }
  return days;
}

export const decisions: Record<string, string[]> = {
  approved: ['approve'],
  refused: ['refuse', 'uphold'],
  returned: ['return_to_person', 'send_back'],
};
export const inflow = ['submit'];

function added(
  days: string[],
  rows: StatisticsDay[],
  actions: string[],
  of: (row: StatisticsDay) => number,
): number[] {
  const sums = new Map<string, number>();
  for (const row of rows)
    if (actions.includes(row.action)) sums.set(row.day, (sums.get(row.day) ?? 0) + of(row));
  return days.map((day) => sums.get(day) ?? 0);
}

export const casesBy = (days: string[], rows: StatisticsDay[], actions: string[]) =>
  added(days, rows, actions, ({ cases }) => cases);

/** "1234.50" as whole fen. */
export function fenOf(amount: string): number {
  const [yuan = '0', fen = '0'] = amount.split('.');
  return Number(yuan) * 100 + Number(fen.padEnd(2, '0').slice(0, 2));
}
export const yuanOf = (fen: number) =>
  `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

export const moneyBy = (days: string[], rows: StatisticsDay[], actions: string[]) =>
  added(days, rows, actions, ({ amount }) => fenOf(amount));

/** Average hours that cases waited for these actions, in tenths; 0 where there were none. */
export function hoursBy(days: string[], rows: StatisticsDay[], actions: string[]): number[] {
  const cases = casesBy(days, rows, actions);
  const seconds = added(days, rows, actions, (row) => row.waited_seconds);
  return seconds.map((sum, index) =>
    cases[index] ? Math.round(sum / cases[index]! / 360) / 10 : 0,
  );
}

/** The top of the scale: 1, 2 or 5 with zeros, not below the value. */
export function topOf(value: number): number {
  let top = 1;
  const steps = [2, 2.5, 2];
  for (let index = 0; top < value; index += 1) top *= steps[index % 3]!;
  return top;
}
