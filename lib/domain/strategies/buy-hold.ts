import * as z from 'zod/mini';
import { defineStrategy, type Signal } from './strategy.ts';

interface State {
  hasSignalled: boolean;
}

const BUY: readonly Signal[] = [{ action: 'BUY', ranking: 50, reason: 'first bar' }];
const NONE: readonly Signal[] = [];

/** Signals on the first bar that it sees and holds from then on: the baseline of every other strategy. */
export const buyHold = defineStrategy({
  name: 'buy_hold',
  summary: 'Buys on the first bar and holds',
  source: 'The passive benchmark',
  parameters: z.strictObject({}),
  create: () => ({
    warmup: 0,
    initial: { hasSignalled: false } as State,
    step: (state: State) => {
      const signals = state.hasSignalled ? NONE : BUY;
      state.hasSignalled = true;
      return { state, signals };
    },
  }),
});
