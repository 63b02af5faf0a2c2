import { type Instant, MINUTE } from '../shared/instant.ts';

/** What a call is for. Each class stops at what is kept for the more urgent ones. */
export const CALL_CLASSES = ['read', 'order', 'cancel'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];

/** How many calls a venue takes. Within any minute no more are given out than a full bucket holds and come back in a minute. */
export interface RateLimit {
  /** Calls that a full bucket holds. */
  readonly capacity: number;
  /** Whole milliseconds until one call comes back. */
  readonly interval: number;
  /** Calls that the class leaves in the bucket. */
  readonly reserves: Readonly<Record<CallClass, number>>;
}

/**
 * The bucket of a venue that takes `callsPerMinute`: half of them at once and half over the minute, so that no minute, wherever it begins, has more. Reads leave
 * half of the bucket to orders, orders half of that to cancels and the emergency stop.
 */
export function rateLimitOf(callsPerMinute: number): RateLimit {
  const capacity = Math.floor(callsPerMinute / 2);
  const forCancels = Math.floor(capacity / 4);
  const interval = Math.ceil(MINUTE / capacity);
  return { capacity, interval, reserves: { read: forCancels * 2, order: forCancels, cancel: 0 } };
}

/**
 * A token bucket as one number: the instant at which it is full again, if nobody takes any more. A past one is a full bucket.
 */
export type FullAt = Instant;

/** Whole calls in the bucket. */
export function tokensAt(fullAt: FullAt, limit: RateLimit, now: Instant): number {
  const missing = Math.ceil(Math.max(fullAt - now, 0) / limit.interval);
  return Math.max(limit.capacity - missing, 0);
}

/** Calls that this class may take now. */
export function availableTo(callClass: CallClass, fullAt: FullAt, limit: RateLimit, now: Instant): number {
  return Math.max(tokensAt(fullAt, limit, now) - limit.reserves[callClass], 0);
}

/** The bucket without these calls. */
export function take(calls: number, fullAt: FullAt, limit: RateLimit, now: Instant): FullAt {
  return Math.max(fullAt, now) + calls * limit.interval;
}

/** When this class can take a call, if nobody else takes any. */
export function availableAt(callClass: CallClass, fullAt: FullAt, limit: RateLimit): Instant {
  return fullAt - (limit.capacity - limit.reserves[callClass] - 1) * limit.interval;
}
