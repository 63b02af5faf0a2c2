import { createHash } from 'node:crypto';
import { BrokerError } from '#application/ports/broker-error.ts';
import { type Instant, MINUTE, toIso } from '#domain/shared/instant.ts';

/**
 * How far the activities of an account have been listed; every time is the venue's. An activity may be listed late, with a time before that of others
 * that were listed, so that the window before `time` is listed again; `seen` tells what of it is known.
 */
export interface FillCursor {
  /** The account's beginning with us: what happened until then counts only for our own orders. */
  readonly floor: Instant;
  /** Of the last activity that has been listed. */
  readonly time: Instant;
  /** Digests of the activities in the window, oldest first; of the last ones only, the others are listed again, which is harmless. */
  readonly seen: readonly string[];
}

/** How much later than its followers an activity may be listed. */
export const LATE_WINDOW = 10 * MINUTE;

/** The cursor is part of a row that every order reads: it stays small. */
const MAX_SEEN = 40;
const DIGEST_LENGTH = 10;
const PATTERN = /^1\|([^|]+)\|([^|]+)\|([\w,-]*)$/;

/** 60 bits of a hash: enough that two activities of one window never share it. */
export function digestOf(activityId: string): string {
  return createHash('sha256').update(activityId).digest('base64url').slice(0, DIGEST_LENGTH);
}

export function writeCursor({ floor, time, seen }: FillCursor): string {
  return `1|${toIso(floor)}|${toIso(time)}|${seen.slice(-MAX_SEEN).join(',')}`;
}

/** @throws {BrokerError} for a text that is no cursor of ours. */
export function readCursor(text: string): FillCursor {
  const [, floor = '', time = '', seen = ''] = PATTERN.exec(text) ?? [];
  const times = [Date.parse(floor), Date.parse(time)] as const;
  if (times.some(Number.isNaN))
    throw new BrokerError('UNREADABLE', `fill cursor: received ${JSON.stringify(text)}, expected 1|time|time|digests`);
  return { floor: times[0], time: times[1], seen: seen === '' ? [] : seen.split(',') };
}
