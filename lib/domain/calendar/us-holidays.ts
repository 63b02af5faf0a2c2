import { DAY } from '../shared/instant.ts';
import { easterSunday } from './easter.ts';
import { weekdayOf } from './new-york-time.ts';

/**
 * Days on which the exchanges of the United States are closed, or close at 13:00, by the rules of NYSE Rule 7.2 and the calendars that NYSE publishes
 * (https://www.nyse.com/trade/hours-calendars). Right for 2010 to 2030; closures that no rule foresees are a table, complete up to January 2025. Days are counted since
 * 1970-01-01.
 */

/** Exchange holidays of a year, by day. */
export type Holidays = ReadonlyMap<number, string>;

const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];
const [JANUARY, FEBRUARY, JUNE, JULY, SEPTEMBER, NOVEMBER, DECEMBER] = [0, 1, 5, 6, 8, 10, 11];
const JUNETEENTH_SINCE = 2022;

/** Closed on days that no rule tells. */
const SPECIAL_CLOSURES: readonly (readonly [year: number, month: number, date: number, why: string])[] = [
  [2012, 9, 29, 'Hurricane Sandy'],
  [2012, 9, 30, 'Hurricane Sandy'],
  [2018, DECEMBER, 5, 'Day of mourning for George H. W. Bush'],
  [2025, JANUARY, 9, 'Day of mourning for Jimmy Carter'],
];

/** Days without trading that would else be trading days. */
export function holidaysOf(year: number): Holidays {
  const newYear = dayOf(year, JANUARY, 1);
  const juneteenth = year < JUNETEENTH_SINCE ? [] : [observed(dayOf(year, JUNE, 19), 'Juneteenth')];
  return new Map([
    // On a Saturday it is not kept on the Friday before, which ends the year's accounts.
    ...(weekdayOf(newYear) === SATURDAY ? [] : [observed(newYear, "New Year's Day")]),
    [nthWeekday(year, JANUARY, MONDAY, 3), 'Martin Luther King Jr. Day'],
    [nthWeekday(year, FEBRUARY, MONDAY, 3), "Washington's Birthday"],
    [easterSunday(year) - 2, 'Good Friday'],
    [nthWeekday(year, JUNE, MONDAY, 1) - 7, 'Memorial Day'],
    ...juneteenth,
    observed(dayOf(year, JULY, 4), 'Independence Day'),
    [nthWeekday(year, SEPTEMBER, MONDAY, 1), 'Labor Day'],
    [thanksgiving(year), 'Thanksgiving Day'],
    observed(dayOf(year, DECEMBER, 25), 'Christmas Day'),
    ...SPECIAL_CLOSURES.filter(([of]) => of === year).map(([of, month, date, why]): [number, string] => [
      dayOf(of, month, date),
      why,
    ]),
  ]);
}

/** Days that close at 13:00: the day after Thanksgiving, Christmas Eve and 3 July, where they are trading days. */
export function halfDaysOf(year: number): Holidays {
  const holidays = holidaysOf(year);
  const isTraded = (day: number): boolean => isWeekday(day) && !holidays.has(day);
  const days: readonly (readonly [number, string])[] = [
    [dayOf(year, JULY, 3), 'Day before Independence Day'],
    [thanksgiving(year) + 1, 'Day after Thanksgiving'],
    [dayOf(year, DECEMBER, 24), 'Christmas Eve'],
  ];
  return new Map(days.filter(([day]) => isTraded(day)));
}

/**
 * Days on which exchanges trade and banks are closed, so that nothing settles: Columbus Day and Veterans Day, which the Federal Reserve keeps on the Monday after a Sunday and
 * not at all on a Saturday. FINRA tells each year that these are no settlement dates (e.g.
 * Notice to Members 99-83).
 */
export function bankHolidaysOf(year: number): Holidays {
  const veterans = dayOf(year, NOVEMBER, 11);
  return new Map([
    [nthWeekday(year, 9, MONDAY, 2), 'Columbus Day'],
    ...(weekdayOf(veterans) === SATURDAY ? [] : [observed(veterans, 'Veterans Day')]),
  ]);
}

export function isWeekday(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday !== SUNDAY && weekday !== SATURDAY;
}

/** Kept on the Friday before a Saturday, on the Monday after a Sunday. */
function observed(day: number, name: string): [number, string] {
  const weekday = weekdayOf(day);
  return [weekday === SATURDAY ? day - 1 : weekday === SUNDAY ? day + 1 : day, name];
}

function thanksgiving(year: number): number {
  return nthWeekday(year, NOVEMBER, THURSDAY, 4);
}

/** The first, second … such weekday of a month; months from 0. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
}

function dayOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month, date) / DAY;
}
