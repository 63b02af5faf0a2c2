import { type Instant, MINUTE } from '#domain/shared/instant.ts';

/** A stop has one execution a minute at most: a name is used up even when its execution has died. */
export function executionName(stopId: string, now: Instant): string {
  return `${stopId}-${Math.floor(now / MINUTE)}`;
}
