import { DAY } from '#domain/shared/instant.ts';
import { readScheduleExpression } from '#local/events/schedule-expression.ts';
import { HOURS } from './assumptions.ts';

/** A Monday; 52 whole weeks have each day of the week equally often, and each month once. */
const FIRST = Date.UTC(2026, 0, 5);
const DAYS = 364;
const HOURS_OF_A_DAY = 24;

/**
 * How often a schedule calls in a month, its time zone apart. Of a cron expression the days are counted over 52 weeks, minutes and hours by their fields.
 *
 * @throws {UnsupportedTemplateError} for what is neither `rate(…)` nor `cron(…)`
 */
export function runsPerMonth(expression: string): number {
  const [, body = ''] = /^cron\((.+)\)$/.exec(expression.trim()) ?? [];
  if (body === '') return everyDay(expression) * (HOURS / HOURS_OF_A_DAY);
  const [minutes = '', hours = '', ...days] = body.split(/\s+/);
  const midnights = count(`cron(0 0 ${days.join(' ')})`, DAYS);
  return (midnights / DAYS) * valuesOf(minutes, 60) * valuesOf(hours, HOURS_OF_A_DAY) * (HOURS / HOURS_OF_A_DAY);
}

/** Of a rate: it has but one distance. */
function everyDay(expression: string): number {
  const times = readScheduleExpression(expression, 'UTC');
  const first = times.next(FIRST) ?? FIRST;
  return DAY / ((times.next(first) ?? Number.POSITIVE_INFINITY) - first);
}

function count(expression: string, days: number): number {
  const times = readScheduleExpression(expression, 'UTC');
  let runs = 0;
  for (let at = times.next(FIRST - 1); at !== null && at < FIRST + days * DAY; at = times.next(at)) runs += 1;
  return runs;
}

/** How many values a field of minutes or hours has: `*`, `5`, `0/15`, `9-17`, `9-17/2` and lists of these. */
function valuesOf(field: string, size: number): number {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '*', step = '1'] = part.split('/');
    const [first = 0, last = part.includes('/') ? size - 1 : first] =
      range === '*' ? [0, size - 1] : range.split('-').map(Number);
    for (let value = first; value <= last; value += Number(step)) values.add(value);
  }
  return values.size;
}
