import * as z from 'zod/mini';
import { compareMeans, type ExactPrice, toExactPrice } from './moving-averages.ts';
import { defineStrategy, type Signal } from './strategy.ts';

const parameters = z
  .strictObject({
    fast: z._default(z.int().check(z.minimum(1), z.maximum(5000)), 10),
    slow: z._default(z.int().check(z.minimum(2), z.maximum(5000)), 50),
  })
  .check(z.refine(({ fast, slow }) => fast < slow, { error: 'fast below slow', path: ['fast'] }));

interface State {
  /** The last `slow` closes, oldest first. */
  readonly closes: readonly ExactPrice[];
  /** How fast stood to slow on the bar before; `null` while one of them was undefined. */
  readonly relation: -1 | 0 | 1 | null;
}

const BUY: readonly Signal[] = [{ action: 'BUY', ranking: 50, reason: 'fast average crossed above slow' }];
const SELL: readonly Signal[] = [{ action: 'SELL', ranking: 50, reason: 'fast average crossed below slow' }];
const NONE: readonly Signal[] = [];

/** Enters when the fast simple average is above the slow one now and was not one bar ago; leaves on the reverse. */
export const smaFastSlow = defineStrategy({
  name: 'sma_fast_slow',
  summary: 'Crossing of two simple moving averages of the close',
  source: 'The two-moving-average crossover: Murphy, Technical Analysis of the Financial Markets (1999), ch. 9',
  parameters,
  create: ({ fast, slow }) => ({
    warmup: slow + 1,
    initial: { closes: [], relation: null } as State,
    step: (state: State, bar) => {
      const kept = state.closes.length < slow ? state.closes : state.closes.slice(1);
      const closes = [...kept, toExactPrice(bar.close)];
      const relation = compareMeans(closes, fast, slow);
      const before = state.relation;
      const signals =
        relation === null || before === null
          ? NONE
          : relation > 0 && before <= 0
            ? BUY
            : relation < 0 && before >= 0
              ? SELL
              : NONE;
      return { state: { closes, relation }, signals };
    },
  }),
});
