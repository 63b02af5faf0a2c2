import { type BarTimes, timeAt } from './bar-times.ts';
import type { Observation } from './finding.ts';
import { median } from './median.ts';
import type { TradingHours } from './trading-hours.ts';

const FEWEST_SESSIONS = 5;
const FEWEST_BARS = 4;
const SHORT_SHARE = 0.8;

/**
 * Sessions with less than 80 % of the bars of the median session: half days, and days that are not complete. The first and the last of the
 * file may be cut, and are not judged.
 */
export function* findShortSessions(times: BarTimes, hours: TradingHours): Generator<Observation> {
  const starts = [0];
  for (let index = 1; index < times.length; index += 1) if (hours.isNightBefore(index)) starts.push(index);
  const sessions = starts.map((start, number) => ({ start, bars: (starts[number + 1] ?? times.length) - start }));
  const usual = median(Float64Array.from(sessions, ({ bars }) => bars));
  if (sessions.length < FEWEST_SESSIONS || usual === null || usual < FEWEST_BARS) return;
  for (const { start, bars } of sessions.slice(1, -1)) {
    if (bars >= usual * SHORT_SHARE) continue;
    yield { time: timeAt(times, start), describe: () => `a session of ${bars} bars, usually ${usual}` };
  }
}
