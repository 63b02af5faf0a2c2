import { sendNotice } from '#application/notices/send-notice.ts';
import type { Notices } from '#runtime/notices.ts';
import { noticeOf } from './notice-of.ts';
import { reportOutcomes } from './report-outcomes.ts';

/** Tells people of an event, or of an alarm, by every channel. Where one failed the invocation does, so that Lambda comes again: the others are not told twice. */
export function notifyOnEvent(notices: Notices) {
  return async (event: unknown): Promise<void> => {
    const notice = noticeOf(event, notices.leastSeverity);
    if (notice !== null) reportOutcomes(notice, await sendNotice(notices, notice));
  };
}
