import { exact } from '../shared/bar.ts';
import type { Observation } from './finding.ts';
import type { PriceMoves } from './price-moves.ts';

const SPIKE_SIZE = 10;
const LEFT_OVER = 0.2;

/** A move of ten times the usual one of which the next bar takes at least 80 % back: a wrong price, mostly. */
export function isSpike({ series, sizeOf }: PriceMoves, index: number): boolean {
  if (index < 1 || index + 1 >= series.length || sizeOf(index) < SPIKE_SIZE) return false;
  const [before, at, after] = [series.at(index - 1).close, series.at(index).close, series.at(index + 1).close];
  return Math.abs(after - before) <= Math.abs(at - before) * LEFT_OVER;
}

export function* findSpikes(moves: PriceMoves): Generator<Observation> {
  const { series } = moves;
  for (let index = 1; index + 1 < series.length; index += 1) {
    if (!isSpike(moves, index)) continue;
    const [before, at, after] = [series.at(index - 1), series.at(index), series.at(index + 1)];
    const closes = [before, at, after].map((bar) => exact(bar, 'close').toFixed());
    yield { time: at.openTime, describe: () => `closes ${closes.join(', ')}` };
  }
}
