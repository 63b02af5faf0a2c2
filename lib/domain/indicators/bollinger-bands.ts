import {
  addDoubles,
  DOUBLE_ZERO,
  type DoubleDouble,
  divideDouble,
  multiplyDoubles,
  scaleDouble,
  subtractDoubles,
} from './double-double.ts';
import type { Indicator } from './indicator.ts';

export interface BollingerState {
  /** The last `period` prices, less the first price ever seen, in a ring. */
  readonly prices: number[];
  oldest: number;
  /** The first price: what prices are measured from, which keeps their squares small. */
  origin: number | null;
  sum: DoubleDouble;
  squares: DoubleDouble;
}

export interface BollingerReading {
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
  /** Population standard deviation of the window. */
  readonly deviation: number;
}

/** A variance below this share of the mean square is a rounding of the 32nd digit. */
const FLAT = 1e-26;

/**
 * Bollinger bands: the simple mean of the last `period` prices, and `width` population standard deviations to either side.
 *
 * Source: Bollinger, Bollinger on Bollinger Bands (2001), ch. 7.
 */
export function bollingerBands(period: number, width: number): Indicator<BollingerState, number, BollingerReading> {
  return {
    start: () => ({ prices: [], oldest: 0, origin: null, sum: DOUBLE_ZERO, squares: DOUBLE_ZERO }),
    add: (state, price) => {
      state.origin ??= price;
      const value = price - state.origin;
      const left = state.prices.length < period ? 0 : (state.prices[state.oldest] ?? 0);
      state.sum = addDoubles(state.sum, subtractDoubles([value, 0], [left, 0]));
      state.squares = addDoubles(state.squares, subtractDoubles(squareOf(value), squareOf(left)));
      if (state.prices.length < period) {
        state.prices.push(value);
        if (state.prices.length < period) return null;
      } else {
        state.prices[state.oldest] = value;
        state.oldest = (state.oldest + 1) % period;
      }
      return readingOf(state, state.origin, period, width);
    },
  };
}

function readingOf(state: BollingerState, origin: number, period: number, width: number): BollingerReading {
  const mean = divideDouble(state.sum, period);
  const meanSquare = divideDouble(state.squares, period);
  const [variance] = subtractDoubles(meanSquare, multiplyDoubles(mean, mean));
  const deviation = variance <= FLAT * meanSquare[0] ? 0 : Math.sqrt(variance);
  const middle = origin + mean[0];
  return { lower: middle - width * deviation, middle, upper: middle + width * deviation, deviation };
}

function squareOf(value: number): DoubleDouble {
  return scaleDouble([value, 0], value);
}
