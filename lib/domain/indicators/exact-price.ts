import type { Bar, BarField } from '../shared/bar.ts';
import { Decimal } from '../shared/decimal.ts';

/** A price as plain JSON: a number where its shortest text is the very price, else its decimal text. */
export type ExactPrice = number | string;

/** The price of a bar with all its digits. */
export function exactPrice(bar: Pick<Bar, BarField | 'digits'>, field: BarField): ExactPrice {
  return bar.digits?.[field] ?? bar[field];
}

/** 1, 0 or −1 as `a` is above, equal to or below `b`, to the last digit. */
export function comparePrices(a: ExactPrice, b: ExactPrice): -1 | 0 | 1 {
  const difference = typeof a === 'number' && typeof b === 'number' ? a - b : new Decimal(a).comparedTo(b);
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/** Largest count of units that is trusted: below 10^15 a float and its shortest text name the same decimal. */
const MOST_UNITS = 1e15;

/**
 * The price as a whole number of `1 / scale` (a power of ten up to 10^22); `NaN` where it is none, or has more than 15 digits in
 * that unit.
 */
export function wholeUnits(price: number, scale: number): number {
  const units = Math.round(price * scale);
  return Math.abs(units) <= MOST_UNITS && units / scale === price ? units : Number.NaN;
}
