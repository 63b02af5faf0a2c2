import * as z from 'zod/mini';
import { ParameterError } from './parameter-error.ts';
import { defineStrategy, type Signal } from './strategy.ts';
import { equalWeights, type TargetWeights, targetWeights } from './target-weights.ts';

const parameters = z.strictObject({
  weights: z._default(
    targetWeights.check(z.describe('fraction of equity by symbol: equal, or BTC/USD:0.6,ETH/USD:0.4')),
    'equal',
  ),
  band: z._default(
    z
      .number()
      .check(z.minimum(0), z.maximum(1), z.describe('drift, a fraction of equity, up to which nothing is done')),
    0.05,
  ),
  every: z._default(
    z.int().check(z.minimum(1), z.maximum(1_000_000), z.describe('bars from one look at the weights to the next')),
    1,
  ),
});

interface State {
  /** Bars of the symbol since the last look at its weight; `null` before the first. */
  sinceLook: number | null;
}

const NONE: readonly Signal[] = [];

/**
 * Holds each symbol at its target weight: at the first bar and then at every `every`-th one it asks for that weight, and the planner
 * trades the difference where the actual weight has drifted from it by more than `band` (absolute: 0.05 is five points of equity).
 * A symbol without a weight is left alone.
 */
export const rebalance = defineStrategy({
  name: 'rebalance',
  summary: 'Holds several symbols at target weights, within a drift band',
  source: 'Perold and Sharpe, Dynamic Strategies for Asset Allocation (1988): constant mix',
  parameters,
  create: ({ weights, band, every }, { symbols }) => {
    const targets = weights === 'equal' ? equalWeights(symbols) : knownTargets(weights, symbols);
    return {
      warmup: 0,
      initial: { sinceLook: null } as State,
      step: (state: State, bar) => {
        const isTime = state.sinceLook === null || state.sinceLook + 1 >= every;
        state.sinceLook = isTime ? 0 : (state.sinceLook ?? 0) + 1;
        const targetWeight = targets[bar.symbol];
        if (!isTime || targetWeight === undefined) return { state, signals: NONE };
        return { state, signals: [{ action: 'BUY', ranking: 50, reason: 'target weight', targetWeight, band }] };
      },
    };
  },
});

/** @throws {ParameterError} for a weight of a symbol that the strategy does not see. */
function knownTargets(weights: TargetWeights, symbols: readonly string[]): TargetWeights {
  const stranger = Object.keys(weights).find((symbol) => !symbols.includes(symbol));
  if (stranger === undefined) return weights;
  throw new ParameterError('weights', `received ${stranger}, expected symbols of the strategy: ${symbols.join(', ')}`);
}
