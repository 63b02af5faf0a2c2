import type { Instant } from '#domain/shared/instant.ts';

/** The only source of time. */
export interface Clock {
  now(): Instant;
}
