import { DAY, type Instant } from '../shared/instant.ts';
import { newYorkTime } from './new-york-time.ts';
import { bankHolidaysOf, type Holidays, halfDaysOf, holidaysOf, isWeekday } from './us-holidays.ts';

/** Regular hours of US equities, minutes since midnight in New York. */
export const US_OPENS = 9 * 60 + 30;
export const US_CLOSES = 16 * 60;
export const US_CLOSES_EARLY = 13 * 60;

/** What the exchanges of the United States do on a day. */
export type UsTradingDay =
  | { readonly kind: 'open'; readonly closes: number }
  /** `why`: the holiday; `null`: a Saturday or Sunday. */
  | { readonly kind: 'closed'; readonly why: string | null };

/** `day` since 1970-01-01, by New York's calendar. */
export function usTradingDay(day: number): UsTradingDay {
  if (!isWeekday(day)) return { kind: 'closed', why: null };
  const { halfDays, holidays } = yearOf(day);
  const why = holidays.get(day);
  if (why !== undefined) return { kind: 'closed', why };
  return { kind: 'open', closes: halfDays.has(day) ? US_CLOSES_EARLY : US_CLOSES };
}

export function isUsTradingDay(day: number): boolean {
  return usTradingDay(day).kind === 'open';
}

/** Securities and cash change hands: the exchanges trade and the banks are open. */
export function isUsSettlementDay(day: number): boolean {
  return isUsTradingDay(day) && !yearOf(day).bankHolidays.has(day);
}

/** Whether any part of a regular session lies from `from` until before `to`. */
export function hasUsSession(from: Instant, to: Instant): boolean {
  const [start, end] = [newYorkTime(from), newYorkTime(to)];
  for (let day = start.day; day <= end.day; day += 1) {
    const session = usTradingDay(day);
    if (session.kind === 'closed') continue;
    const begins = day === start.day ? Math.max(US_OPENS, start.minuteOfDay) : US_OPENS;
    const ends = day === end.day ? Math.min(session.closes, end.minuteOfDay) : session.closes;
    if (begins < ends) return true;
  }
  return false;
}

interface Year {
  readonly holidays: Holidays;
  readonly halfDays: Holidays;
  readonly bankHolidays: Holidays;
}

/** Worked out before: rules ask for the same few years with every order. */
const years = new Map<number, Year>();
const MOST_YEARS = 100;

function yearOf(day: number): Year {
  const year = new Date(day * DAY).getUTCFullYear();
  const known = years.get(year);
  if (known !== undefined) return known;
  const made = { holidays: holidaysOf(year), halfDays: halfDaysOf(year), bankHolidays: bankHolidaysOf(year) };
  if (years.size < MOST_YEARS) years.set(year, made);
  return made;
}
