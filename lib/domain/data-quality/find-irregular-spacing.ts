import { SECOND } from '../shared/instant.ts';
import { type BarTimes, stepBefore, timeAt } from './bar-times.ts';
import type { Observation } from './finding.ts';

/** Where two bars are closer than the usual step: a replay takes the smallest step for the length of a bar. */
export function* findIrregularSpacing(times: BarTimes, step: number): Generator<Observation> {
  for (let index = 1; index < times.length; index += 1) {
    const found = stepBefore(times, index);
    if (found >= step) continue;
    const describe = (): string => `${found / SECOND} s after the bar before, usually ${step / SECOND} s`;
    yield { time: timeAt(times, index), describe };
  }
}
