import { DOUBLE_ZERO, type DoubleDouble, multiplyDoubles, subtractDoubles } from './double-double.ts';
import type { ExactPrice } from './exact-price.ts';
import type { Indicator } from './indicator.ts';
import { priceChange } from './price-change.ts';
import { addToWilder, startWilder, type WilderAverage } from './wilder-average.ts';

export interface RsiState {
  last: ExactPrice | null;
  readonly gain: WilderAverage;
  readonly loss: WilderAverage;
}

/** The averages that an RSI is made of, so that it can be compared with a level without a division. */
export interface RsiReading {
  readonly gain: DoubleDouble;
  readonly loss: DoubleDouble;
  /** 0–100; 100 without any loss, 50 when flat. */
  readonly value: number;
}

/** Differences below this share of what they are differences of are roundings of the 32nd digit. */
const TIE = 1e-25;

/** Below this, averages that only decay are left alone: their ratio is settled, and floats end at 10^-308. */
const SETTLED = 1e-200;

/**
 * Relative strength index with Wilder's averages of gains and losses, seeded by the simple means of the changes 1…`period`; defined
 * from the price `period` + 1 on.
 *
 * Source: Wilder, New Concepts in Technical Trading Systems (1978), section VI.
 */
export function rsi(period: number): Indicator<RsiState, ExactPrice, RsiReading> {
  return {
    start: () => ({ last: null, gain: startWilder(), loss: startWilder() }),
    add: (state, price) => {
      const { last, gain, loss } = state;
      state.last = price;
      if (last === null) return null;
      const change = priceChange(last, price);
      if (change[0] === 0 && gain.seen === period && gain.value[0] + loss.value[0] < SETTLED) return readingOf(state);
      addToWilder(gain, change[0] > 0 ? change : DOUBLE_ZERO, period);
      const isDefined = addToWilder(loss, change[0] < 0 ? [-change[0], -change[1]] : DOUBLE_ZERO, period);
      return isDefined ? readingOf(state) : null;
    },
  };
}

/** Compares an RSI with a level of 0–100: 1, 0 or −1 as the RSI is above, equal to or below it. */
export type RsiComparison = (reading: RsiReading) => -1 | 0 | 1;

/** RSI < level ⇔ gain · (100 − level) < loss · level: decided by products, so that a value exactly on the level is a tie. */
export function rsiAgainst(level: number): RsiComparison {
  const below = priceChange(0, level);
  const above = priceChange(level, 100);
  return ({ gain, loss }) => {
    if (gain[0] === 0 && loss[0] === 0) return sign(50 - level);
    const up = multiplyDoubles(gain, above);
    const down = multiplyDoubles(loss, below);
    const [difference] = subtractDoubles(up, down);
    return Math.abs(difference) <= TIE * (up[0] + down[0]) ? 0 : sign(difference);
  };
}

function readingOf({ gain, loss }: RsiState): RsiReading {
  const sum = gain.value[0] + loss.value[0];
  return { gain: gain.value, loss: loss.value, value: sum === 0 ? 50 : (100 * gain.value[0]) / sum };
}

function sign(value: number): -1 | 0 | 1 {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}
