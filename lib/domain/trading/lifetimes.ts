import { MINUTE } from '../shared/instant.ts';

/** An entry is good for `max(60 s, timeframe / 2)` after its bar's close. Milliseconds. */
export function entryLifetime(timeframe: number): number {
  return Math.max(MINUTE, timeframe / 2);
}

/** How old the account's mark may be when an entry is judged: a bar, the entry's own lifetime, and a minute for the tick. */
export function maxAccountAge(timeframe: number): number {
  return timeframe + entryLifetime(timeframe) + MINUTE;
}
