import type { Bar } from '../shared/bar.ts';
import { type ExactPrice, exactPrice } from './exact-price.ts';
import type { Indicator } from './indicator.ts';
import { priceChange } from './price-change.ts';
import { addToWilder, startWilder, type WilderAverage } from './wilder-average.ts';

export interface AverageTrueRangeState extends WilderAverage {
  lastClose: ExactPrice | null;
}

/**
 * Average true range (ATR) in the quote currency: Wilder's average of max(high − low, |high − close₋₁|, |low − close₋₁|), seeded by the
 * simple mean of the first `period` true ranges; that of the very first bar is high − low.
 *
 * Source: Wilder, New Concepts in Technical Trading Systems (1978), section III.
 */
export function averageTrueRange(period: number): Indicator<AverageTrueRangeState, Bar, number> {
  return {
    start: () => ({ ...startWilder(), lastClose: null }),
    add: (state, bar) => {
      const range = trueRange(bar, state.lastClose);
      state.lastClose = exactPrice(bar, 'close');
      return addToWilder(state, [range, 0], period) ? state.value[0] : null;
    },
  };
}

function trueRange(bar: Bar, lastClose: ExactPrice | null): number {
  const high = exactPrice(bar, 'high');
  const low = exactPrice(bar, 'low');
  const [span] = priceChange(low, high);
  if (lastClose === null) return span;
  return Math.max(span, Math.abs(priceChange(lastClose, high)[0]), Math.abs(priceChange(lastClose, low)[0]));
}
