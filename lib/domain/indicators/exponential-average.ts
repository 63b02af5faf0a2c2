import {
  addDoubles,
  DOUBLE_ZERO,
  type DoubleDouble,
  divideDouble,
  scaleDouble,
  subtractDoubles,
} from './double-double.ts';
import type { ExactPrice } from './exact-price.ts';
import type { Indicator } from './indicator.ts';
import { priceChange } from './price-change.ts';

/**
 * An exponential average as its distance from the latest value of the series: average − value. In this form a long flat stretch costs
 * no digits, while the average itself would stop moving once it is within a rounding of the value.
 */
export interface AverageLag {
  /** Values seen, at most `period`. */
  seen: number;
  /** While fewer than `period` values were seen: the sum of their distances from the latest. */
  distance: DoubleDouble;
}

export function startLag(): AverageLag {
  return { seen: 0, distance: DOUBLE_ZERO };
}

/**
 * Moves on to the next value, which is `change` away from the one before (anything for the first). With k = 2 / (period + 1), seeded
 * by the simple mean of the first `period` values: average + k · (value − average), hence distance (1 − k) · (distance − change).
 *
 * @returns whether the average is defined.
 */
export function moveLag(lag: AverageLag, change: DoubleDouble, period: number): boolean {
  if (lag.seen === period) {
    lag.distance = divideDouble(scaleDouble(subtractDoubles(lag.distance, change), period - 1), period + 1);
    return true;
  }
  if (lag.seen > 0) lag.distance = subtractDoubles(lag.distance, scaleDouble(change, lag.seen));
  lag.seen += 1;
  if (lag.seen < period) return false;
  lag.distance = divideDouble(lag.distance, period);
  return true;
}

export interface ExponentialAverageState extends AverageLag {
  last: ExactPrice | null;
}

/** Exponential moving average (EMA): k = 2 / (period + 1), seeded by the simple mean of the first `period` prices. */
export function exponentialAverage(period: number): Indicator<ExponentialAverageState, ExactPrice, number> {
  return {
    start: () => ({ ...startLag(), last: null }),
    add: (state, price) => {
      const change = state.last === null ? DOUBLE_ZERO : priceChange(state.last, price);
      state.last = price;
      return moveLag(state, change, period) ? addDoubles(state.distance, [Number(price), 0])[0] : null;
    },
  };
}
