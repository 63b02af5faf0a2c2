import { isSpike } from './find-spikes.ts';
import { splitAt } from './find-splits.ts';
import type { Observation } from './finding.ts';
import type { PriceMoves } from './price-moves.ts';

const OUTLIER_SIZE = 20;

/** Closes that move more than twenty times as far as usual, and are neither spikes nor splits. */
export function* findOutliers(moves: PriceMoves): Generator<Observation> {
  for (let index = 1; index < moves.series.length; index += 1) {
    const size = moves.sizeOf(index);
    if (size < OUTLIER_SIZE || isSpike(moves, index) || isSpike(moves, index - 1)) continue;
    if (splitAt(moves, index) !== null) continue;
    const percent = (100 * (moves.moves[index] ?? 0)).toFixed(2);
    const describe = (): string => `a move of ${percent} %, ${size.toFixed(0)} times the usual one`;
    yield { time: moves.series.openTime(index), describe };
  }
}
