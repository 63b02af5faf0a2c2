import { DAY, type Instant, MINUTE } from '../shared/instant.ts';

/** An instant on the clocks of New York. */
export interface NewYorkTime {
  /** Days since 1970-01-01, by New York's calendar. */
  readonly day: number;
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
  /** Whole minutes since midnight. */
  readonly minuteOfDay: number;
}

const HOUR = 60 * MINUTE;
const STANDARD = -5 * HOUR;
const DAYLIGHT = -4 * HOUR;

/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/**
 * New York's time of an instant, by the rule of the law rather than by a data base of zones, so that it is the same on every machine: daylight
 * time from the second Sunday of March to the first Sunday of November, 02:00 local time (Energy Policy Act of 2005, § 110, since 2007);
 * before, from the first Sunday of April to the last Sunday of October (Public Law 99-359, 1987 to 2006, used for earlier years too).
 */
export function newYorkTime(instant: Instant): NewYorkTime {
  const local = instant + (isDaylight(instant) ? DAYLIGHT : STANDARD);
  const day = Math.floor(local / DAY);
  return { day, weekday: weekdayOf(day), minuteOfDay: Math.floor((local - day * DAY) / MINUTE) };
}

/** 0 Sunday to 6 Saturday, of a day since 1970-01-01. */
export function weekdayOf(day: number): number {
  return (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

function isDaylight(instant: Instant): boolean {
  const year = new Date(instant).getUTCFullYear();
  const [begins, ends] =
    year >= 2007
      ? [sundayFrom(Date.UTC(year, 2, 8)), sundayFrom(Date.UTC(year, 10, 1))]
      : [sundayFrom(Date.UTC(year, 3, 1)), sundayFrom(Date.UTC(year, 9, 25))];
  return instant >= begins + 2 * HOUR - STANDARD && instant < ends + 2 * HOUR - DAYLIGHT;
}

/** Midnight of the first Sunday on or after a midnight. */
function sundayFrom(midnight: Instant): Instant {
  const day = midnight / DAY;
  return (day + ((7 - weekdayOf(day)) % 7)) * DAY;
}

/** When a day since 1970-01-01 begins in New York. Its clocks change at two in the morning, never at midnight. */
export function newYorkMidnight(day: number): Instant {
  const summer = day * DAY - DAYLIGHT;
  return newYorkTime(summer).day === day ? summer : day * DAY - STANDARD;
}
