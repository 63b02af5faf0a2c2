import { Decimal, WideDecimal } from '../shared/decimal.ts';

/** A price as plain JSON: a number where that is the very price, else its decimal text. */
export type ExactPrice = number | string;

export function toExactPrice(price: Decimal): ExactPrice {
  const near = price.toNumber();
  return new Decimal(near).eq(price) ? near : price.toFixed();
}

/**
 * Compares the simple means of the last `fast` and the last `slow` prices: 1, 0 or −1 as the fast one is above, equal or
 * below; `null` while there are fewer than `slow` prices.
 *
 * Floats decide when they are far enough apart; close calls are decided in exact decimals, so that two averages that are
 * equal compare as equal.
 */
export function compareMeans(prices: readonly ExactPrice[], fast: number, slow: number): -1 | 0 | 1 | null {
  if (prices.length < slow) return null;
  const fastMean = sumOfLast(prices, fast) / fast;
  const slowMean = sumOfLast(prices, slow) / slow;
  const difference = fastMean - slowMean;
  if (Math.abs(difference) > 1e-9 * Math.abs(slowMean)) return difference > 0 ? 1 : -1;
  const exact = exactSumOfLast(prices, fast).times(slow).comparedTo(exactSumOfLast(prices, slow).times(fast));
  return exact > 0 ? 1 : exact < 0 ? -1 : 0;
}

function sumOfLast(prices: readonly ExactPrice[], count: number): number {
  let sum = 0;
  for (let i = prices.length - count; i < prices.length; i++) sum += Number(prices[i]);
  return sum;
}

function exactSumOfLast(prices: readonly ExactPrice[], count: number): Decimal {
  return prices.slice(-count).reduce<Decimal>((sum, price) => sum.plus(price), new WideDecimal(0));
}
