import type { AccountView } from '#application/ports/ledger.ts';
import { newYorkTime } from '#domain/calendar/new-york-time.ts';
import { US_OPENS, usTradingDay } from '#domain/calendar/us-equity-calendar.ts';
import { isEquity } from '#domain/risk/is-equity.ts';
import { DAY, type Instant, MINUTE, SECOND } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/**
 * Seconds since the last bar of a running session, or since it has begun to wait for one. `null`: none is waited for: no session runs, or all that it trades are equities outside of regular hours.
 * Days are counted as they come where a bar is a day or longer: a week-end is in there.
 */
export function dataAge(
  { account, session }: Pick<AccountView, 'account' | 'session'>,
  { symbols, timeframe }: Pick<TradingPlan, 'symbols' | 'timeframe'>,
  now: Instant,
): number | null {
  if (session?.status !== 'RUNNING') return null;
  const since = Math.max(account.markedAt, session.startedAt);
  if (timeframe >= DAY || !symbols.every(isEquity)) return (now - since) / SECOND;
  const opened = openedAt(now);
  return opened === null ? null : (now - Math.max(since, opened)) / SECOND;
}

/** When the session of US equities that is on has begun; `null`: none is. */
function openedAt(now: Instant): Instant | null {
  const { day, minuteOfDay } = newYorkTime(now);
  const today = usTradingDay(day);
  if (today.kind === 'closed' || minuteOfDay < US_OPENS || minuteOfDay >= today.closes) return null;
  return now - (now % MINUTE) - (minuteOfDay - US_OPENS) * MINUTE;
}
