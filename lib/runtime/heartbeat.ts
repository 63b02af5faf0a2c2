import { heartbeatOf, type Scheduled } from '#application/contracts/metrics.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import { measure } from './observability.ts';

/** A scheduled function has come to the end of its work: one that fails, or is not called, does not say so. */
export function beat(name: Scheduled): void {
  measure({ [heartbeatOf(name)]: 1 });
}

/** How far this machine's clock is from the instant that the tick was scheduled for: its skew, and the delay of the scheduler, which calls within the minute. */
export function measureSkew(event: unknown, now: Instant): void {
  const { tick } = (event ?? {}) as { readonly tick?: unknown };
  if (typeof tick === 'string') measure({ tidegate_clock_skew_seconds: Math.abs(now - Date.parse(tick)) / SECOND });
}
