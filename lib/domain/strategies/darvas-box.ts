import * as z from 'zod/mini';
import {
  comparePrices,
  type ExactPrice,
  exactPrice,
  type RollingExtremeState,
  rollingHighest,
} from '../indicators/index.ts';
import type { Bar } from '../shared/bar.ts';
import { type Box, type BoxSearch, closesAbove, closesBelow, NO_TOP, searchBox } from './box-search.ts';
import { defineStrategy, type Signal } from './strategy.ts';

const parameters = z.strictObject({
  lookback: z._default(
    z.int().check(z.minimum(1), z.maximum(5000), z.describe('bars whose highest high may be the top of a box')),
    50,
  ),
  confirm: z._default(
    z.int().check(z.minimum(1), z.maximum(500), z.describe('bars that must leave a top, or a bottom, standing')),
    3,
  ),
});

interface State {
  readonly highs: RollingExtremeState;
  search: BoxSearch;
  /** A close below it leaves; `null` while there is nothing to leave. */
  floor: ExactPrice | null;
}

const SELL: readonly Signal[] = [{ action: 'SELL', ranking: 50, reason: 'close below the bottom of the box' }];
const NONE: readonly Signal[] = [];

/**
 * Darvas boxes on closed bars.
 *
 * 1. Top: a high that is the highest of the last `lookback` bars and that none of the next `confirm` bars exceeds. A higher high
 *    meanwhile is the new candidate.
 * 2. Bottom: the lowest low after the bar of the top that none of the `confirm` bars after it undercuts. A high above the top before
 *    that starts anew at 1. With both confirmed the box is finished.
 * 3. Entry: a close above the top of a finished box. The signal carries the bottom as `stop`, and that bar's high is the candidate of
 *    the next box. Every further breakout signals again, for whoever is flat by then.
 * 4. Exit: a close below the floor. The floor is the bottom of the box that was broken out of, and rises to the bottom of every later
 *    box. A box below whose bottom a bar closes is given up, and the search starts anew.
 *
 * Equal highs do not exceed, equal lows do not undercut. Darvas bought with an order resting at the top, and at all-time highs: here
 * the close decides, and `lookback` stands for the history.
 */
export const darvasBox = defineStrategy({
  name: 'darvas_box',
  summary: 'Buys the breakout from a box of prices, leaves below its bottom',
  source: 'Darvas, How I Made $2,000,000 in the Stock Market (1960)',
  parameters,
  create: ({ lookback, confirm }) => {
    const highest = rollingHighest(lookback);
    return {
      warmup: lookback + 2 * confirm + 1,
      initial: { highs: highest.start(), search: NO_TOP, floor: null } as State,
      step: (state: State, bar) => {
        const high = exactPrice(bar, 'high');
        const highestHigh = highest.add(state.highs, high);
        const isHighest = highestHigh !== null && comparePrices(high, highestHigh) === 0;
        const before = state.search;
        state.search = searchBox(before, bar, isHighest, confirm);
        return { state, signals: signalsOf(state, before, bar) };
      },
    };
  },
});

function signalsOf(state: State, before: BoxSearch, bar: Bar): readonly Signal[] {
  if (before.kind === 'box' && closesAbove(bar, before.top)) {
    state.floor = before.bottom;
    return [breakout(before, bar)];
  }
  if (state.floor === null) return NONE;
  if (closesBelow(bar, state.floor)) {
    state.floor = null;
    return SELL;
  }
  if (state.search.kind === 'box' && comparePrices(state.search.bottom, state.floor) > 0) {
    state.floor = state.search.bottom;
  }
  return NONE;
}

/** Ranks by strength: 50 at the top of the box, 100 from the height of the box above it on. */
function breakout({ top, bottom }: Box, bar: Bar): Signal {
  const height = Number(top) - Number(bottom);
  const strength = height > 0 ? Math.min((bar.close - Number(top)) / height, 1) : 1;
  return {
    action: 'BUY',
    ranking: 50 + Math.round(50 * strength),
    reason: 'close above the top of the box',
    stop: bottom,
  };
}
