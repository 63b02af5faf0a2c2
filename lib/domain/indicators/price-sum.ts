import { Decimal } from '../shared/decimal.ts';
import { type ExactPrice, wholeUnits } from './exact-price.ts';

/**
 * An exact sum of up to 5,000 prices, as whole numbers of 10^8, 1, 10^-8, and so on as far as their decimals go. Plain JSON; every
 * part stays below 2^53, so no addition rounds.
 */
export type PriceSum = [hundredMillions: number, ones: number, fractions: number, ...finer: number[]];

/** Units of a part in one of the part before it. */
export const PART = 1e8;
const PART_DIGITS = 8;
const ZERO_CODE = 48;

/** Index of the part that counts ones. */
const ONES = 1;

/** |part| from which the parts below it, at most 5,000 · 4,999 · 10^8 each, cannot change the sign any more. */
const DECIDED = 5e7;

export function emptySum(): PriceSum {
  return [0, 0, 0];
}

/** Adds (`sign` 1) or takes back (−1) a price, or any decimal, of less than 10^16, in place. */
export function addToSum(sum: PriceSum, price: ExactPrice, sign: 1 | -1): void {
  if (typeof price === 'number') {
    const units = wholeUnits(price, PART);
    if (!Number.isNaN(units)) {
      const ones = Math.floor(price);
      sum[1] += sign * ones;
      sum[2] += sign * (units - ones * PART);
      return;
    }
    const fineUnits = wholeUnits(price, PART * PART);
    if (!Number.isNaN(fineUnits)) {
      const fractions = Math.floor(fineUnits / PART);
      sum[2] += sign * fractions;
      sum[3] = (sum[3] ?? 0) + sign * (fineUnits - fractions * PART);
      return;
    }
  }
  const text = plainText(price);
  if (text.startsWith('-')) addDigits(sum, text.slice(1), sign === 1 ? -1 : 1);
  else addDigits(sum, text, sign);
}

/**
 * Compares the means `a / aCount` and `b / bCount`, without any rounding: 1, 0 or −1 as the first is above, equal or below. Counts up
 * to 5,000.
 */
export function compareMeans(a: PriceSum, aCount: number, b: PriceSum, bCount: number): -1 | 0 | 1 {
  let difference = 0;
  for (let part = 0; part < Math.max(a.length, b.length); part += 1) {
    difference = difference * PART + ((a[part] ?? 0) * bCount - (b[part] ?? 0) * aCount);
    if (Math.abs(difference) > DECIDED) break;
  }
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/** The mean as a float. */
export function meanOf(sum: PriceSum, count: number): number {
  let fractions = 0;
  for (let part = sum.length - 1; part > ONES; part -= 1) fractions = (fractions + (sum[part] ?? 0)) / PART;
  return (sum[0] * PART + sum[1] + fractions) / count;
}

/** Adds the digits of a decimal in plain notation, eight to a part. */
function addDigits(sum: PriceSum, text: string, sign: 1 | -1): void {
  const point = text.indexOf('.');
  const end = point < 0 ? text.length : point;
  sum[0] += sign * digitsOf(text, 0, end - PART_DIGITS);
  sum[1] += sign * digitsOf(text, Math.max(end - PART_DIGITS, 0), end);
  for (let start = end + 1, part = ONES + 1; start < text.length; start += PART_DIGITS, part += 1) {
    sum[part] = (sum[part] ?? 0) + sign * digitsOf(text, start, start + PART_DIGITS);
  }
}

/** The number that the characters `from`…`to` write; those beyond the end of the text count as zeros. */
function digitsOf(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + (at < text.length ? text.charCodeAt(at) - ZERO_CODE : 0);
  return number;
}

function plainText(price: ExactPrice): string {
  const text = String(price);
  return text.includes('e') ? new Decimal(text).toFixed() : text;
}
