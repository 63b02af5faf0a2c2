import { tellOutside } from '#application/notices/tell-outside.ts';
import type { Notices } from '#runtime/notices.ts';
import { count, logger } from '#runtime/observability.ts';

/** What the schedule calls with. */
export function isTick(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'tick' in event;
}

/** Scheduled: says outside that all is well. A ping that fails fails the invocation, so that Lambda comes again. */
export async function tellOnTick({ outside }: Pick<Notices, 'outside'>): Promise<void> {
  if (outside === null) return;
  try {
    const liveness = await tellOutside(outside);
    if (liveness.kind === 'silent') logger.warn('nobody outside is told that all is well', { reason: liveness.reason });
  } catch (error) {
    count({ tidegate_notices_failed: 1 });
    throw error;
  }
}
