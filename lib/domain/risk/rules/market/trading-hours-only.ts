import { DAY } from '../../../shared/instant.ts';
import { isEquity } from '../../is-equity.ts';
import { newYorkTime } from '../../new-york-time.ts';
import type { EntryRule } from '../../rule.ts';

const OPENS = 9 * 60 + 30;
const CLOSES = 16 * 60;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/**
 * Equities are entered from 09:30 until before 16:00 New York time, Monday to Friday; pairs trade at all times. Bars of a day or longer are
 * not held back: they close when the exchange has. Holidays and half days are not known here.
 */
export const tradingHoursOnly: EntryRule = ({ intent, limits, now, timeframe }) => {
  if (!limits.trading_hours_only || timeframe >= DAY || !isEquity(intent.symbol)) return null;
  const { minuteOfDay, weekday } = newYorkTime(now);
  const isWeekday = weekday >= 1 && weekday <= 5;
  if (isWeekday && minuteOfDay >= OPENS && minuteOfDay < CLOSES) return null;
  const value = `${WEEKDAYS[weekday]} ${clock(minuteOfDay)}`;
  return { rule: 'trading_hours_only', limit: 'Mon–Fri 09:30–16:00', value, unit: 'New York time' };
};

function clock(minuteOfDay: number): string {
  const hours = Math.floor(minuteOfDay / 60);
  return `${String(hours).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}
