import { addDoubles, DOUBLE_ZERO, type DoubleDouble, divideDouble, scaleDouble } from './double-double.ts';
import type { ExactPrice } from './exact-price.ts';
import { addToSum, emptySum, PART } from './price-sum.ts';

/**
 * `to − from` with about 31 correct digits of the difference itself: the digits that the two prices share are not lost, as they
 * would be in a difference of floats.
 */
export function priceChange(from: ExactPrice, to: ExactPrice): DoubleDouble {
  const parts = emptySum();
  addToSum(parts, to, 1);
  addToSum(parts, from, -1);
  const units = (parts[0] * PART + parts[1]) * PART + parts[2];
  if (parts.length === 3 && Number.isSafeInteger(units)) return divideDouble([units, 0], PART);
  let change = DOUBLE_ZERO;
  for (const part of parts) change = addDoubles(scaleDouble(change, PART), [part, 0]);
  for (let finer = 2; finer < parts.length; finer += 1) change = divideDouble(change, PART);
  return change;
}
