import { comparePrices, type ExactPrice } from './exact-price.ts';
import type { Indicator } from './indicator.ts';

/** Prices that may still become the extreme of the window, best first, with the number of the value that brought each. */
export interface RollingExtremeState {
  seen: number;
  /** Index of the best one; those before it have left the window. */
  first: number;
  prices: ExactPrice[];
  numbers: number[];
}

/** Candidates that have left the window are swept away once so many have gathered and they are the larger part. */
const SWEEP = 64;

/** The highest of the last `period` prices; `null` while there are fewer. */
export function rollingHighest(period: number): Indicator<RollingExtremeState, ExactPrice, ExactPrice> {
  return rollingExtreme(period, 1);
}

/** The lowest of the last `period` prices; `null` while there are fewer. */
export function rollingLowest(period: number): Indicator<RollingExtremeState, ExactPrice, ExactPrice> {
  return rollingExtreme(period, -1);
}

/** A monotonic queue: a price that is beaten by a later one can never be the extreme again. */
function rollingExtreme(period: number, direction: 1 | -1): Indicator<RollingExtremeState, ExactPrice, ExactPrice> {
  return {
    start: () => ({ seen: 0, first: 0, prices: [], numbers: [] }),
    add: (state, price) => {
      const { prices, numbers } = state;
      while (prices.length > state.first && comparePrices(prices.at(-1) ?? price, price) !== direction) {
        prices.pop();
        numbers.pop();
      }
      prices.push(price);
      numbers.push(state.seen);
      state.seen += 1;
      if ((numbers[state.first] ?? 0) < state.seen - period) state.first += 1;
      if (state.first > SWEEP && state.first * 2 > prices.length) sweep(state);
      return state.seen < period ? null : (state.prices[state.first] ?? null);
    },
  };
}

function sweep(state: RollingExtremeState): void {
  state.prices = state.prices.slice(state.first);
  state.numbers = state.numbers.slice(state.first);
  state.first = 0;
}
