import * as z from 'zod/mini';
import { exactPrice, type RsiState, rsi, rsiAgainst } from '../indicators/index.ts';
import { crossing, type Relation } from './crossing.ts';
import { defineStrategy, type Signal } from './strategy.ts';

const parameters = z
  .strictObject({
    period: z._default(z.int().check(z.minimum(1), z.maximum(5000), z.describe('bars that the RSI averages over')), 14),
    lower: z._default(
      z.number().check(z.minimum(0), z.maximum(100), z.describe('buys when the RSI falls below it')),
      30,
    ),
    upper: z._default(
      z.number().check(z.minimum(0), z.maximum(100), z.describe('leaves when the RSI rises above it')),
      70,
    ),
  })
  .check(z.refine(({ lower, upper }) => lower < upper, { error: 'lower below upper', path: ['lower'] }));

interface State {
  readonly rsi: RsiState;
  /** How the RSI stood to `lower` and to `upper` on the bar before. */
  toLower: Relation;
  toUpper: Relation;
}

const NONE: readonly Signal[] = [];

/** After ten periods the seed of a Wilder average weighs e^-10 of it. */
const SEED_FADES = 10;

/** Enters when the RSI falls below `lower` having been at or above it; leaves when it rises above `upper` having been at or below it. */
export const rsiReversal = defineStrategy({
  name: 'rsi',
  summary: 'Buys an oversold RSI, leaves an overbought one',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section VI',
  parameters,
  create: ({ period, lower, upper }) => {
    const indicator = rsi(period);
    const compareLower = rsiAgainst(lower);
    const compareUpper = rsiAgainst(upper);
    return {
      warmup: SEED_FADES * period + 2,
      initial: { rsi: indicator.start(), toLower: null, toUpper: null } as State,
      step: (state: State, bar) => {
        const reading = indicator.add(state.rsi, exactPrice(bar, 'close'));
        if (reading === null) return { state, signals: NONE };
        const toLower = compareLower(reading);
        const toUpper = compareUpper(reading);
        const isEntry = crossing(state.toLower, toLower) === 'down';
        const isExit = crossing(state.toUpper, toUpper) === 'up';
        state.toLower = toLower;
        state.toUpper = toUpper;
        if (isEntry) return { state, signals: [oversold(reading.value, lower)] };
        return { state, signals: isExit ? [overbought(reading.value, upper)] : NONE };
      },
    };
  },
});

/** Ranks by depth: 50 at the level, 100 at an RSI of 0. */
function oversold(value: number, lower: number): Signal {
  const ranking = clamp(50 + Math.round((50 * (lower - value)) / lower));
  return { action: 'BUY', ranking, reason: `RSI fell below ${lower}` };
}

/** Ranks by height: 50 at the level, 100 at an RSI of 100. */
function overbought(value: number, upper: number): Signal {
  const ranking = clamp(50 + Math.round((50 * (value - upper)) / (100 - upper)));
  return { action: 'SELL', ranking, reason: `RSI rose above ${upper}` };
}

function clamp(ranking: number): number {
  return Math.min(Math.max(ranking, 50), 100);
}
