import { DAY, type Instant, MINUTE } from '../shared/instant.ts';

/** Until then the last bar of the day is marked, and its fills are booked. */
const BOOKED_AFTER = 10 * MINUTE;
const HOUR = 60 * MINUTE;
/** The schedule calls every five minutes, a minute late at most, and Lambda comes again in three. */
const ONE_CALL = 5 * MINUTE;

/** Daily bars of exchanges in the US begin at their midnight, and end at five or six the day after. */
const LAST_CLOSE = 12 * HOUR;

/** Whether a bar of the day that began at `start` may still be to come. */
export function isBarToCome(start: Instant, now: Instant): boolean {
  return now - start < DAY + LAST_CLOSE;
}

/**
 * Beginning of the UTC day that is to be told of now: the last one that has ended; `null`: not now. For an hour at each call; what could not be told then is tried once an hour, because each
 * try reads the account's orders and fills.
 */
export function dayToTell(now: Instant): Instant | null {
  const today = now - (now % DAY);
  const since = now - today;
  const isTime = since >= BOOKED_AFTER && (since < HOUR || since % HOUR < ONE_CALL);
  return isTime ? today - DAY : null;
}
