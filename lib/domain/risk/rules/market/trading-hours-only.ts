import { newYorkTime } from '../../../calendar/new-york-time.ts';
import { US_CLOSES_EARLY, US_OPENS, usTradingDay } from '../../../calendar/us-equity-calendar.ts';
import { DAY } from '../../../shared/instant.ts';
import { isEquity } from '../../is-equity.ts';
import type { EntryRule } from '../../rule.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/**
 * Equities are entered from 09:30 until before 16:00 New York time (13:00 on half days) while the exchange trades: Monday to Friday without holidays; pairs trade at all times.
 * Bars of a day or longer are not held back: they close when the exchange has.
 */
export const tradingHoursOnly: EntryRule = ({ intent, limits, now, timeframe }) => {
  if (!limits.trading_hours_only || timeframe >= DAY || !isEquity(intent.symbol)) return null;
  const { day, minuteOfDay, weekday } = newYorkTime(now);
  const session = usTradingDay(day);
  const isOpen = session.kind === 'open' && minuteOfDay >= US_OPENS && minuteOfDay < session.closes;
  if (isOpen) return null;
  const holiday = session.kind === 'closed' && session.why !== null ? ` (${session.why})` : '';
  const isHalf = session.kind === 'open' && session.closes === US_CLOSES_EARLY;
  return {
    rule: 'trading_hours_only',
    limit: isHalf ? '09:30–13:00, a half day' : 'Mon–Fri 09:30–16:00',
    value: `${WEEKDAYS[weekday]} ${clock(minuteOfDay)}${holiday}`,
    unit: 'New York time',
  };
};

function clock(minuteOfDay: number): string {
  const hours = Math.floor(minuteOfDay / 60);
  return `${String(hours).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}
