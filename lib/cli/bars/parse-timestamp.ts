import type { Instant } from '#domain/shared/instant.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/;
/** What `Date.parse` reads alike everywhere, and fast; days that not every month has are left to the careful way. */
const PLAIN_ISO =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Not with 8 digits: `20240101` is a date to some, and a second of 1970 to others. */
const EPOCH = /^(?!\d{8}(?!\d))\d{1,14}(?:\.\d{1,9})?$/;

/** Below it an epoch counts seconds, from it on milliseconds: both reach the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/**
 * Reads a bar's timestamp: ISO-8601 with any offset (without one: UTC), or seconds or milliseconds since
 * 1970, not in 8 digits. Hand-written because `Date.parse` may take the machine's time zone and accepts 31 February. `null`: neither.
 */
export function parseTimestamp(text: string): Instant | null {
  if (PLAIN_ISO.test(text)) return Date.parse(text);
  const match = ISO.exec(text);
  if (match !== null) return fromIso(match);
  if (!EPOCH.test(text)) return null;
  const epoch = Number(text);
  const instant = Math.floor(epoch < FIRST_MILLISECONDS ? epoch * SECOND : epoch);
  return instant < FIRST_MILLISECONDS * SECOND ? instant : null;
}

function fromIso(match: RegExpExecArray): Instant | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset = 'Z'] = match;
  const milliseconds = Math.floor(Number(`0.${fraction}`) * SECOND);
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const isReal =
    Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && new Date(local).getUTCDate() === Number(day);
  const shift = offsetMinutes(offset);
  if (!isReal || shift === null || Number(month) > 12 || Number(month) < 1) return null;
  return local + milliseconds - shift * MINUTE;
}

function offsetMinutes(offset: string): number | null {
  if (offset === 'Z' || offset === 'z' || offset === 'UTC') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return null;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
