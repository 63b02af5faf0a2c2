import { addDoubles, DOUBLE_ZERO, type DoubleDouble, divideDouble, scaleDouble } from './double-double.ts';

/** A Wilder average: average · (period − 1) / period + value / period, seeded by the simple mean of the first `period` values. */
export interface WilderAverage {
  /** Values seen, at most `period`. */
  seen: number;
  /** While fewer than `period` values were seen: their sum. */
  value: DoubleDouble;
}

export function startWilder(): WilderAverage {
  return { seen: 0, value: DOUBLE_ZERO };
}

/**
 * Takes the next value.
 *
 * @returns whether the average is defined.
 */
export function addToWilder(average: WilderAverage, value: DoubleDouble, period: number): boolean {
  if (average.seen === period) {
    average.value = divideDouble(addDoubles(scaleDouble(average.value, period - 1), value), period);
    return true;
  }
  average.value = addDoubles(average.value, value);
  average.seen += 1;
  if (average.seen < period) return false;
  average.value = divideDouble(average.value, period);
  return true;
}
