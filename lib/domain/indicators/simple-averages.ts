import type { ExactPrice } from './exact-price.ts';
import type { Indicator } from './indicator.ts';
import { addToSum, compareMeans, emptySum, meanOf, type PriceSum } from './price-sum.ts';

/** The last `period` prices in a ring, and their exact sum. */
export interface SimpleAverageState {
  readonly prices: ExactPrice[];
  /** Index of the oldest price once the ring is full. */
  oldest: number;
  readonly sum: PriceSum;
}

/** The ring of the slow average serves the fast one as well. */
export interface SimpleAveragesState extends SimpleAverageState {
  readonly fastSum: PriceSum;
}

/** Simple moving average (SMA): the mean of the last `period` prices, correctly summed. `period` up to 5,000. */
export function simpleAverage(period: number): Indicator<SimpleAverageState, ExactPrice, number> {
  return {
    start: () => ({ prices: [], oldest: 0, sum: emptySum() }),
    add: (state, price) => {
      pushPrice(state, price, period);
      return state.prices.length < period ? null : meanOf(state.sum, period);
    },
  };
}

/**
 * How the simple average of the last `fast` prices stands to that of the last `slow`: 1 above, 0 equal, −1 below. Two averages that
 * are equal compare as equal, at any number of digits. `fast` < `slow` ≤ 5,000.
 */
export function simpleAverageCross(fast: number, slow: number): Indicator<SimpleAveragesState, ExactPrice, -1 | 0 | 1> {
  return {
    start: () => ({ prices: [], oldest: 0, sum: emptySum(), fastSum: emptySum() }),
    add: (state, price) => {
      const { prices, oldest } = state;
      const leaving = prices.length < slow ? prices.length - fast : (oldest - fast + slow) % slow;
      const left = prices[leaving];
      if (left !== undefined) addToSum(state.fastSum, left, -1);
      addToSum(state.fastSum, price, 1);
      pushPrice(state, price, slow);
      return prices.length < slow ? null : compareMeans(state.fastSum, fast, state.sum, slow);
    },
  };
}

function pushPrice(state: SimpleAverageState, price: ExactPrice, period: number): void {
  const { prices, oldest, sum } = state;
  addToSum(sum, price, 1);
  if (prices.length < period) {
    prices.push(price);
    return;
  }
  addToSum(sum, prices[oldest] ?? 0, -1);
  prices[oldest] = price;
  state.oldest = oldest + 1 === period ? 0 : oldest + 1;
}
