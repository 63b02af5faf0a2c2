import { DAY, MINUTE } from '../shared/instant.ts';
import { type BarTimes, stepBefore, timeAt, timeOfDay } from './bar-times.ts';

const HOUR = 60 * MINUTE;

/** Nights, weekends and holidays take at least so long from one bar to the next … */
export const SHORTEST_NIGHT = 6 * HOUR;
/** … and at most so long: Easter from Thursday to Tuesday, and an hour for the clocks. */
const LONGEST_HOLIDAYS = 5 * DAY + HOUR;
/** Pauses at noon, or of an exchange's computers: at least so long, and at the same hours on so many days. */
const SHORTEST_PAUSE = 30 * MINUTE;
const USUAL_SHARE = 0.2;
const FEWEST_PAUSES = 2;

/** 1970-01-03 was a Saturday. */
const FIRST_SATURDAY = 2 * DAY;
const WEEK = 7 * DAY;

/** When a market trades, as its own bars tell. */
export interface TradingHours {
  readonly market: 'always_open' | 'sessions';
  /** No bar is missing between bar `index − 1` and bar `index`: the market was closed. */
  readonly isClosedBefore: (index: number) => boolean;
  /** A session ends with bar `index − 1`: night, weekend or holiday follows. */
  readonly isNightBefore: (index: number) => boolean;
}

/**
 * Judges by the usual pattern. A market has sessions if it is an exchange's (`isEquity`), or if whole Saturdays (UTC) lie within the bars and none of
 * them has any; every other one never closes. Of sessions, 6 hours to 5 days without bars are a night, a weekend or holidays, and half
 * an hour or more is a pause if one in five sessions has it from the same to the same time of day (UTC).
 */
export function judgeTradingHours(times: BarTimes, step: number, isEquity: boolean): TradingHours {
  if (!isEquity && !hasEmptySaturdays(times)) {
    return { market: 'always_open', isClosedBefore: () => false, isNightBefore: () => false };
  }
  const isNightBefore = (index: number): boolean => {
    const length = stepBefore(times, index);
    return length >= Math.max(SHORTEST_NIGHT, step * 1.5) && length <= LONGEST_HOLIDAYS;
  };
  const pauses = usualPauses(times, step, isNightBefore);
  return {
    market: 'sessions',
    isClosedBefore: (index) => isNightBefore(index) || pauses.has(pauseBefore(times, index)),
    isNightBefore,
  };
}

function hasEmptySaturdays(times: BarTimes): boolean {
  if (times.length === 0) return false;
  const first = timeAt(times, 0);
  const last = timeAt(times, times.length - 1);
  const firstWhole = Math.ceil((first - FIRST_SATURDAY) / WEEK);
  const beyondLast = Math.floor((last - FIRST_SATURDAY - DAY) / WEEK);
  if (beyondLast < firstWhole) return false;
  return !times.some((time) => {
    const sinceSaturday = time - FIRST_SATURDAY;
    const week = Math.floor(sinceSaturday / WEEK);
    return week >= firstWhole && week <= beyondLast && sinceSaturday - week * WEEK < DAY;
  });
}

function usualPauses(times: BarTimes, step: number, isNightBefore: (index: number) => boolean): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let sessions = 1;
  for (let index = 1; index < times.length; index += 1) {
    const missing = stepBefore(times, index) - step;
    if (missing <= 0) continue;
    if (isNightBefore(index)) sessions += 1;
    else if (missing >= SHORTEST_PAUSE) {
      const pause = pauseBefore(times, index);
      counts.set(pause, (counts.get(pause) ?? 0) + 1);
    }
  }
  const least = Math.max(FEWEST_PAUSES, sessions * USUAL_SHARE);
  return new Set([...counts].filter(([, count]) => count >= least).map(([pause]) => pause));
}

/** From which to which time of day. */
function pauseBefore(times: BarTimes, index: number): string {
  return `${timeOfDay(timeAt(times, index - 1))} ${timeOfDay(timeAt(times, index))}`;
}
