import type { Comparison } from '../api/types';
import { compareAmounts, isPositive } from '../shared/money';

/**
 * The filing that would save most, of those that a person can still make beforehand: nobody files
 * an emergency ahead, and "none" is no filing. Null when no other filing costs less.
 */
export function bestFiling(comparisons: Comparison[]): Comparison | null {
  let best: Comparison | null = null;
  for (const comparison of comparisons) {
    if (comparison.filing === 'none' || comparison.filing === 'emergency') continue;
    if (!isPositive(comparison.difference)) continue;
    if (!best || compareAmounts(comparison.difference, best.difference) > 0) best = comparison;
  }
  return best;
}
