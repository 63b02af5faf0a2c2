import * as z from 'zod/mini';
import { exactPrice, type MacdState, macd } from '../indicators/index.ts';
import { crossing, type Relation } from './crossing.ts';
import { defineStrategy, type Signal } from './strategy.ts';

const period = z.int().check(z.minimum(1), z.maximum(5000));

const parameters = z
  .strictObject({
    fast: z._default(period.check(z.describe('bars of the fast average; below slow')), 12),
    slow: z._default(period.check(z.describe('bars of the slow average')), 26),
    signal: z._default(period.check(z.describe('bars of the signal line')), 9),
  })
  .check(z.refine(({ fast, slow }) => fast < slow, { error: 'fast below slow', path: ['fast'] }));

interface State {
  readonly macd: MacdState;
  /** How the MACD stood to its signal line on the bar before. */
  relation: Relation;
}

const NONE: readonly Signal[] = [];
const BASIS_POINTS = 10_000;

/** After five periods the seed of an exponential average weighs e^-10 of it. */
const SEED_FADES = 5;

/** Enters when the MACD is above its signal line now and was not one bar ago; leaves on the reverse. */
export const macdMomentum = defineStrategy({
  name: 'macd_momentum',
  summary: 'Crossing of the MACD and its signal line',
  source: 'Appel, The Moving Average Convergence-Divergence Trading Method (1985)',
  parameters,
  create: (periods) => {
    const indicator = macd(periods);
    return {
      warmup: SEED_FADES * (periods.slow + periods.signal),
      initial: { macd: indicator.start(), relation: null } as State,
      step: (state: State, bar) => {
        const reading = indicator.add(state.macd, exactPrice(bar, 'close'));
        const relation = reading?.relation ?? null;
        const cross = crossing(state.relation, relation);
        state.relation = relation;
        if (reading === null || cross === null) return { state, signals: NONE };
        return { state, signals: [crossSignal(cross, reading.histogram / bar.close)] };
      },
    };
  },
});

/** Ranks by the strength of the cross: 50 and a point for each basis point of the price between the two lines, at most 100. */
function crossSignal(cross: 'up' | 'down', distance: number): Signal {
  const ranking = 50 + Math.min(50, Math.round(Math.abs(distance) * BASIS_POINTS));
  return cross === 'up'
    ? { action: 'BUY', ranking, reason: 'MACD crossed above its signal line' }
    : { action: 'SELL', ranking, reason: 'MACD crossed below its signal line' };
}
