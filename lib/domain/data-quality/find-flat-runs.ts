import { type Bar, exact } from '../shared/bar.ts';
import type { BarSeries } from '../shared/bar-series.ts';
import type { Observation } from './finding.ts';

/** Shorter runs are common where little is traded. */
const SHORTEST_RUN = 5;

/** Five or more bars in a row of one and the same price: a feed that repeats itself. */
export function* findFlatRuns(series: BarSeries): Generator<Observation> {
  let first: Bar | null = null;
  let length = 0;
  for (const bar of series) {
    const isFlat = bar.high === bar.low;
    if (isFlat && first !== null && bar.close === first.close) length += 1;
    else {
      yield* runOf(first, length);
      first = isFlat ? bar : null;
      length = isFlat ? 1 : 0;
    }
  }
  yield* runOf(first, length);
}

function* runOf(first: Bar | null, length: number): Generator<Observation> {
  if (first === null || length < SHORTEST_RUN) return;
  yield { time: first.openTime, describe: () => `${length} bars in a row at ${exact(first, 'close').toFixed()}` };
}
