import type { NoticeOutcome } from '#application/notices/send-notice.ts';
import type { Notice } from '#domain/notices/notice.ts';
import { count, logger } from '#runtime/observability.ts';

/** Logs and counts what became of a notice. @throws where a channel failed, so that Lambda comes again: the others are not told twice */
export function reportOutcomes({ id: noticeId, title }: Notice, outcomes: readonly NoticeOutcome[]): void {
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
  if (failed.length > 0) throw new Error(`notice ${noticeId} failed: ${failed.map(({ reason }) => reason).join('; ')}`);
}
