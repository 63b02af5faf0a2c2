import { DOUBLE_ZERO, type DoubleDouble, subtractDoubles } from './double-double.ts';
import type { ExactPrice } from './exact-price.ts';
import { type AverageLag, moveLag, startLag } from './exponential-average.ts';
import type { Indicator } from './indicator.ts';
import { priceChange } from './price-change.ts';

export interface MacdPeriods {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

export interface MacdState {
  last: ExactPrice | null;
  readonly fast: AverageLag;
  readonly slow: AverageLag;
  /** The MACD line; `null` while the slow average is undefined. */
  line: DoubleDouble | null;
  /** The signal line's distance from the MACD line. */
  readonly signal: AverageLag;
}

export interface MacdReading {
  /** Fast average − slow average, in the quote currency. */
  readonly line: number;
  /** MACD line − signal line. */
  readonly histogram: number;
  /** 1, 0 or −1 as the MACD line is above, equal to or below its signal line. */
  readonly relation: -1 | 0 | 1;
}

/** Differences below this share of what they are differences of are roundings of the 32nd digit. */
const TIE = 1e-25;

/** Below this, distances that only decay are left alone: their ratios are settled, and floats end at 10^-308. */
const SETTLED = 1e-200;

/**
 * Moving average convergence/divergence: EMA(fast) − EMA(slow), and its EMA(signal) seeded by the simple mean of the first `signal`
 * values of the line. Equal lines compare as equal: on constant prices, and on a straight ramp, there is no cross.
 *
 * Source: Appel, The Moving Average Convergence-Divergence Trading Method (1985).
 */
export function macd({ fast, slow, signal }: MacdPeriods): Indicator<MacdState, ExactPrice, MacdReading> {
  return {
    start: () => ({ last: null, fast: startLag(), slow: startLag(), line: null, signal: startLag() }),
    add: (state, price) => {
      const change = state.last === null ? DOUBLE_ZERO : priceChange(state.last, price);
      state.last = price;
      if (change[0] === 0 && isSettled(state, signal)) return readingOf(state);
      moveLag(state.fast, change, fast);
      if (!moveLag(state.slow, change, slow)) return null;
      const line = subtractDoubles(state.fast.distance, state.slow.distance);
      const lineChange = state.line === null ? DOUBLE_ZERO : subtractDoubles(line, state.line);
      state.line = line;
      return moveLag(state.signal, lineChange, signal) ? readingOf(state) : null;
    },
  };
}

function readingOf({ fast, slow, signal, line }: MacdState): MacdReading {
  const histogram = -signal.distance[0];
  const scale = Math.abs(fast.distance[0]) + Math.abs(slow.distance[0]);
  const isTie = Math.abs(histogram) <= TIE * scale;
  return { line: line?.[0] ?? 0, histogram, relation: isTie ? 0 : histogram > 0 ? 1 : -1 };
}

function isSettled({ fast, slow, signal }: MacdState, period: number): boolean {
  const size = Math.abs(fast.distance[0]) + Math.abs(slow.distance[0]) + Math.abs(signal.distance[0]);
  return signal.seen === period && size < SETTLED;
}
