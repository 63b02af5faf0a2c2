import type { Decimal } from '../../shared/decimal.ts';
import { DAY, toUtcDay } from '../../shared/instant.ts';
import type { MonthReturn } from '../report-data.ts';
import type { DayEquity } from './day-equity.ts';

/**
 * Last equity of a UTC calendar month ÷ that of the month before (`initial` before the first) − 1, for every month from the first to the last.
 * A month without bars has 0; one that began with no equity above 0 has `null`.
 */
export function monthlyReturns(initial: Decimal, days: readonly DayEquity[]): readonly MonthReturn[] {
  const months: MonthReturn[] = [];
  let before = initial;
  for (const { month, equity } of lastOfMonths(days)) {
    for (let idle = monthAfter(months.at(-1)?.month); idle !== null && idle < month; idle = monthAfter(idle))
      months.push({ month: idle, value: before.gt(0) ? 0 : null });
    months.push({ month, value: before.gt(0) ? equity.div(before).minus(1).toNumber() : null });
    before = equity;
  }
  return months;
}

function lastOfMonths(days: readonly DayEquity[]): readonly { readonly month: string; readonly equity: Decimal }[] {
  const last = new Map<string, Decimal>();
  for (const { day, equity } of days) last.set(toUtcDay(day * DAY).slice(0, 7), equity);
  return [...last].map(([month, equity]) => ({ month, equity }));
}

function monthAfter(month: string | undefined): string | null {
  if (month === undefined) return null;
  const next = Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return `${String(Math.floor(next / 12)).padStart(4, '0')}-${String((next % 12) + 1).padStart(2, '0')}`;
}
