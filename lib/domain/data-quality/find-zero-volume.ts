import type { BarSeries } from '../shared/bar-series.ts';
import type { Observation } from './finding.ts';

/** Bars in which nothing was traded. */
export function* findZeroVolume(series: BarSeries): Generator<Observation> {
  for (const bar of series) {
    if (bar.volume === 0) yield { time: bar.openTime, describe: () => 'nothing was traded' };
  }
}
