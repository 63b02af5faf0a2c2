import { Decimal, ZERO } from '../shared/decimal.ts';

/**
 * Compares the simple means of the last `fast` and the last `slow` values: 1, 0 or −1 as the fast one is above, equal or
 * below; `null` while there are fewer than `slow` values.
 *
 * Floats decide when they are far enough apart; close calls are decided in exact decimals, so that two averages that are
 * equal compare as equal. Exact as long as a value is a decimal of at most 15 digits, which a float carries without loss.
 */
export function compareMeans(values: readonly number[], fast: number, slow: number): -1 | 0 | 1 | null {
  if (values.length < slow) return null;
  const fastMean = sumOfLast(values, fast) / fast;
  const slowMean = sumOfLast(values, slow) / slow;
  const difference = fastMean - slowMean;
  if (Math.abs(difference) > 1e-9 * Math.abs(slowMean)) return difference > 0 ? 1 : -1;
  const exact = exactSumOfLast(values, fast).times(slow).comparedTo(exactSumOfLast(values, slow).times(fast));
  return exact > 0 ? 1 : exact < 0 ? -1 : 0;
}

function sumOfLast(values: readonly number[], count: number): number {
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += values[i] ?? 0;
  return sum;
}

function exactSumOfLast(values: readonly number[], count: number): Decimal {
  return values.slice(-count).reduce((sum, value) => sum.plus(new Decimal(value)), ZERO);
}
