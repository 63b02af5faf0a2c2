import type { Instant } from '#domain/trading/instant.ts';

/** The only source of time. */
export interface Clock {
  now(): Instant;
}
