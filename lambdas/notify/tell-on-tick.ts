import { tellDay } from '#application/notices/tell-day.ts';
import { tellOutside } from '#application/notices/tell-outside.ts';
import type { Notices } from '#runtime/notices.ts';
import { count, logger } from '#runtime/observability.ts';
import { reportOutcomes } from './report-outcomes.ts';

type Told = Pick<Notices, 'day' | 'outside'>;

/** What the schedule calls with. */
export function isTick(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'tick' in event;
}

/** Scheduled: says outside that all is well, then tells of the day that has ended: the one does not hang on the other. Where something failed the invocation does, so that Lambda comes again. */
export async function tellOnTick(told: Told): Promise<void> {
  const [outside] = await Promise.allSettled([pingOutside(told)]);
  const day = told.day === null ? null : await tellDay(told.day);
  if (day !== null) reportOutcomes(day.notice, day.outcomes);
  if (outside.status === 'rejected') throw outside.reason;
}

async function pingOutside({ outside }: Told): Promise<void> {
  if (outside === null) return;
  try {
    const liveness = await tellOutside(outside);
    if (liveness.kind === 'silent') logger.warn('nobody outside is told that all is well', { reason: liveness.reason });
  } catch (error) {
    count({ tidegate_notices_failed: 1 });
    logger.error('the ping outside failed', { error });
    throw error;
  }
}
