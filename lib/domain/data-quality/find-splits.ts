import type { BarSeries } from '../shared/bar-series.ts';
import type { Observation } from './finding.ts';
import { median } from './median.ts';
import type { PriceMoves } from './price-moves.ts';

/** New shares for one old share, or old shares for one new. */
const RATIOS = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100];
/** The market moves on the day, too. */
const TOLERANCE = 0.03;
const STAYING_TOLERANCE = 0.15;
/** Bars on either side that are compared. */
const AROUND = 5;
const JUMP_SIZE = 10;

export interface Split {
  readonly ratio: number;
  /** One share became several, so that the price fell. */
  readonly isForward: boolean;
}

/**
 * A price that jumps by a whole ratio from a close to the next open (within 3 %), far more than it usually moves, and stays there: the median
 * close of five bars after is that of the five before times the ratio (within 15 %), and the median volume, where there is any, changes
 * the other way.
 */
export function splitAt(moves: PriceMoves, index: number): Split | null {
  const { series } = moves;
  if (index < 1 || moves.sizeOf(index) < JUMP_SIZE) return null;
  const jump = series.at(index).open / series.at(index - 1).close;
  const isForward = jump < 1;
  const times = isForward ? 1 / jump : jump;
  const ratio = RATIOS.find((candidate) => Math.abs(times / candidate - 1) <= TOLERANCE);
  if (ratio === undefined) return null;
  const [before, after] = [around(series, index - AROUND, index), around(series, index, index + AROUND)];
  const lasting = isForward ? before.close / after.close : after.close / before.close;
  if (Math.abs(lasting / ratio - 1) > STAYING_TOLERANCE) return null;
  const hasVolume = before.volume > 0 && after.volume > 0;
  const isOpposed = isForward ? after.volume > before.volume : after.volume < before.volume;
  return hasVolume && !isOpposed ? null : { ratio, isForward };
}

export function* findSplits(moves: PriceMoves): Generator<Observation> {
  for (let index = 1; index < moves.series.length; index += 1) {
    const split = splitAt(moves, index);
    if (split === null) continue;
    const { openTime } = moves.series.at(index);
    const { ratio, isForward } = split;
    const what = isForward ? `1 to ${ratio}` : `${ratio} to 1`;
    yield { time: openTime, describe: () => `looks like a split ${what} that older prices are not adjusted for` };
  }
}

/** Medians of the bars from `start` to before `end`. */
function around(series: BarSeries, start: number, end: number): { readonly close: number; readonly volume: number } {
  const first = Math.max(start, 0);
  const bars = Array.from({ length: Math.min(end, series.length) - first }, (_, offset) => series.at(first + offset));
  return {
    close: median(Float64Array.from(bars, (bar) => bar.close)) ?? 0,
    volume: median(Float64Array.from(bars, (bar) => bar.volume)) ?? 0,
  };
}
