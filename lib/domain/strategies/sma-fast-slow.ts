import * as z from 'zod/mini';
import { exactPrice, type SimpleAveragesState, simpleAverageCross } from '../indicators/index.ts';
import { crossing, type Relation } from './crossing.ts';
import { defineStrategy, type Signal } from './strategy.ts';

const parameters = z
  .strictObject({
    fast: z._default(
      z.int().check(z.minimum(1), z.maximum(5000), z.describe('bars of the fast average; below slow')),
      10,
    ),
    slow: z._default(z.int().check(z.minimum(2), z.maximum(5000), z.describe('bars of the slow average')), 50),
  })
  .check(z.refine(({ fast, slow }) => fast < slow, { error: 'fast below slow', path: ['fast'] }));

interface State {
  readonly averages: SimpleAveragesState;
  /** How fast stood to slow on the bar before. */
  relation: Relation;
}

const SIGNALS: Readonly<Record<'up' | 'down', readonly Signal[]>> = {
  up: [{ action: 'BUY', ranking: 50, reason: 'fast average crossed above slow' }],
  down: [{ action: 'SELL', ranking: 50, reason: 'fast average crossed below slow' }],
};
const NONE: readonly Signal[] = [];

/** Enters when the fast simple average is above the slow one now and was not one bar ago; leaves on the reverse. */
export const smaFastSlow = defineStrategy({
  name: 'sma_fast_slow',
  summary: 'Crossing of two simple moving averages of the close',
  source: 'The two-moving-average crossover: Murphy, Technical Analysis of the Financial Markets (1999), ch. 9',
  version: 2,
  parameters,
  create: ({ fast, slow }) => {
    const averages = simpleAverageCross(fast, slow);
    return {
      warmup: slow + 1,
      initial: { averages: averages.start(), relation: null } as State,
      step: (state: State, bar) => {
        const relation = averages.add(state.averages, exactPrice(bar, 'close'));
        const cross = crossing(state.relation, relation);
        state.relation = relation;
        return { state, signals: cross === null ? NONE : SIGNALS[cross] };
      },
    };
  },
});
