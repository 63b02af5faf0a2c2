import type { BarSeries } from '../shared/bar-series.ts';
import { median } from './median.ts';

/** Fewer moves say nothing about what is usual. */
const FEWEST_MOVES = 20;
/** Larger moves are measured against those around them, too: so many before, and so many after. */
const LARGE = 10;
const AROUND = 20;

/** How the closes of a series move: fractions, as floats. */
export interface PriceMoves {
  readonly series: BarSeries;
  /** Close of each bar ÷ the close before − 1; 0 of the first. */
  readonly moves: Float64Array;
  /** How many times the usual move that of bar `index` is, in lively hours the usual one of these; 0 where too few bars tell what is usual. */
  readonly sizeOf: (index: number) => number;
}

/**
 * The usual move is the median of all that are not zero, without their signs: half a market's moves are larger, whatever a few wrong
 * prices say. Moves over a hole (nights, gaps) are larger than those from bar to bar and have a median of their own.
 */
export function measureMoves(series: BarSeries, step: number): PriceMoves {
  const moves = closeToClose(series);
  const isOverHole = (index: number): boolean => series.openTime(index) - series.openTime(index - 1) > step * 1.5;
  const usual = (overHole: boolean): number => {
    const sizes = moves.filter((move, index) => move !== 0 && isOverHole(index) === overHole).map(Math.abs);
    return sizes.length < FEWEST_MOVES ? Number.POSITIVE_INFINITY : (median(sizes) ?? Number.POSITIVE_INFINITY);
  };
  const [fromBarToBar, overHoles] = [usual(false), usual(true)];
  const sizeOf = (index: number): number => {
    const move = Math.abs(moves[index] ?? 0);
    const size = move / (isOverHole(index) ? overHoles : fromBarToBar);
    return size < LARGE ? size : Math.min(size, move / localMove(moves, index));
  };
  return { series, moves, sizeOf };
}

function closeToClose(series: BarSeries): Float64Array {
  const moves = new Float64Array(series.length);
  for (let index = 1, before = series.length === 0 ? 0 : series.at(0).close; index < moves.length; index += 1) {
    const { close } = series.at(index);
    moves[index] = close / before - 1;
    before = close;
  }
  return moves;
}

/** Median of the moves around a bar. */
function localMove(moves: Float64Array, index: number): number {
  return median(moves.slice(Math.max(index - AROUND, 1), index + AROUND + 1).map(Math.abs)) ?? 0;
}
