import { sendNotice } from '#application/notices/send-notice.ts';
import type { Notices } from '#runtime/notices.ts';
import { count, logger } from '#runtime/observability.ts';
import { noticeOf } from './notice-of.ts';

/** Tells people of an event, or of an alarm, by every channel. Where one failed the invocation does, so that Lambda comes again: the others are not told twice. */
export function notifyOnEvent(notices: Notices) {
  return async (event: unknown): Promise<void> => {
    const notice = noticeOf(event, notices.leastSeverity);
    if (notice === null) return;
    const outcomes = await sendNotice(notices, notice);
    const { id: noticeId, title } = notice;
    const failed = outcomes.filter(({ kind }) => kind === 'failed');
    const heldBack = outcomes.filter(({ kind }) => kind === 'held_back');
    if (failed.length > 0) logger.error('notice failed', { noticeId, title, outcomes });
    else if (heldBack.length > 0) logger.warn('notice held back', { noticeId, title, outcomes });
    else logger.info('notice sent', { noticeId, title, outcomes });
    const sent = outcomes.filter(({ kind }) => kind === 'sent').length;
    count({
      tidegate_notices_sent: sent,
      tidegate_notices_failed: failed.length,
      tidegate_notices_held_back: heldBack.length,
    });
    if (failed.length > 0)
      throw new Error(`notice ${noticeId} failed: ${failed.map(({ reason }) => reason).join('; ')}`);
  };
}
