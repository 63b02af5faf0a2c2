import { toIso } from '../shared/instant.ts';
import { type BarTimes, stepBefore, timeAt } from './bar-times.ts';
import type { Observation } from './finding.ts';
import type { TradingHours } from './trading-hours.ts';

/** Where bars are missing: the next one comes at least one and a half steps late while the market was open. */
export function* findGaps(times: BarTimes, step: number, hours: TradingHours): Generator<Observation> {
  for (let index = 1; index < times.length; index += 1) {
    const missing = Math.round(stepBefore(times, index) / step) - 1;
    if (missing < 1 || hours.isClosedBefore(index)) continue;
    const before = timeAt(times, index - 1);
    yield {
      time: timeAt(times, index),
      describe: () => `${missing} ${missing === 1 ? 'bar is' : 'bars are'} missing after ${toIso(before)}`,
    };
  }
}
