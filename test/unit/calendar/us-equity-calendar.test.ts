import { describe, expect, it } from 'vitest';
import { easterSunday } from '#domain/calendar/easter.ts';
import { hasUsSession, isUsSettlementDay, isUsTradingDay, usTradingDay } from '#domain/calendar/us-equity-calendar.ts';
import { DAY } from '#domain/shared/instant.ts';

/** As NYSE has published them, and for later years by its rules: month and date of the days without trading, then of those that close at 13:00. */
const CALENDAR: readonly (readonly [year: number, closed: string, half: string])[] = [
  [2010, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', '11-26'],
  [2011, '01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26', '11-25'],
  [2012, '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25', '07-03 11-23 12-24'],
  [2013, '01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
  [2014, '01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25', '07-03 11-28 12-24'],
  [2015, '01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25', '11-27 12-24'],
  [2016, '01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26', '11-25'],
  [2017, '01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25', '07-03 11-24'],
  [2018, '01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25', '07-03 11-23 12-24'],
  [2019, '01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
  [2020, '01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25', '11-27 12-24'],
  [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', '11-26'],
  [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26', '11-25'],
  [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
  [2024, '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
  [2025, '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25', '07-03 11-28 12-24'],
  [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', '11-27 12-24'],
  [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', '11-26'],
  [2028, '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
  [2029, '01-01 01-15 02-19 03-30 05-28 06-19 07-04 09-03 11-22 12-25', '07-03 11-23 12-24'],
  [2030, '01-01 01-21 02-18 04-19 05-27 06-19 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
];

const dayOf = (date: string) => Date.parse(date) / DAY;
const dateOf = (day: number) => new Date(day * DAY).toISOString().slice(5, 10);
const daysOf = (year: number) =>
  Array.from({ length: 366 }, (_, index) => dayOf(`${year}-01-01`) + index).filter(
    (day) => new Date(day * DAY).getUTCFullYear() === year,
  );

describe('US equity calendar', () => {
  it.each(CALENDAR)('Given %d, Then holidays and half days are those of the exchange', (year, closed, half) => {
    const days = daysOf(year).map((day) => ({ day, session: usTradingDay(day) }));
    const holidays = days.filter(({ session }) => session.kind === 'closed' && session.why !== null);
    const halfDays = days.filter(({ session }) => session.kind === 'open' && session.closes === 13 * 60);
    expect(holidays.map(({ day }) => dateOf(day)).join(' ')).toBe(closed);
    expect(halfDays.map(({ day }) => dateOf(day)).join(' ')).toBe(half);
  });

  it.each([
    [2019, '04-21'],
    [2024, '03-31'],
    [2025, '04-20'],
    [2038, '04-25'],
    [2285, '03-22'],
  ])('Given %d, Then Easter is on %s', (year, date) => {
    expect(dateOf(easterSunday(year))).toBe(date);
  });

  it.each([
    ['a Saturday', '2026-01-03', false, false],
    ['a Monday', '2026-01-05', true, true],
    ['Columbus Day', '2026-10-12', true, false],
    ['Veterans Day', '2026-11-11', true, false],
    ['Veterans Day on a Sunday, kept on the Monday', '2029-11-12', true, false],
    ['the Friday before Veterans Day on a Saturday', '2028-11-10', true, true],
    ['Good Friday', '2026-04-03', false, false],
  ])('Given %s, Then it is traded and settled on as it should', (_case, date, isTraded, isSettled) => {
    expect([isUsTradingDay(dayOf(date)), isUsSettlementDay(dayOf(date))]).toEqual([isTraded, isSettled]);
  });

  it.each([
    ['within a session', '2026-01-05T15:00:00Z', '2026-01-05T15:01:00Z', true],
    ['over a night', '2026-01-05T21:00:00Z', '2026-01-06T14:30:00Z', false],
    ['over a night and a minute', '2026-01-05T21:00:00Z', '2026-01-06T14:31:00Z', true],
    ['the last minute of a day', '2026-01-05T20:59:00Z', '2026-01-06T14:30:00Z', true],
    ['over a weekend', '2026-01-09T21:00:00Z', '2026-01-12T14:30:00Z', false],
    ['over Thanksgiving', '2026-11-25T21:00:00Z', '2026-11-27T14:30:00Z', false],
    ['the afternoon of a half day', '2026-11-27T18:00:00Z', '2026-11-27T21:00:00Z', false],
    ['the same afternoon a week later', '2026-12-04T18:00:00Z', '2026-12-04T21:00:00Z', true],
  ])('Given a stretch %s, Then it holds a session or not', (_case, from, to, expected) => {
    expect(hasUsSession(Date.parse(from), Date.parse(to))).toBe(expected);
  });
});
