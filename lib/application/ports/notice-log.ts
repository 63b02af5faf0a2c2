import type { NoticeChannelName, Severity } from '#domain/notices/notice.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** What was sent already, and how much in this hour. I/O failures throw. */
export interface NoticeLog {
  isSent(id: string, channel: NoticeChannelName): Promise<boolean>;
  /** Once: a repeat changes nothing. */
  noteSent(id: string, channel: NoticeChannelName, at: Instant): Promise<void>;
  /** Takes one of the `most` that a channel gets of a severity in the hour of `at`; `false`: there is none left. */
  takeSlot(channel: NoticeChannelName, severity: Severity, at: Instant, most: number): Promise<boolean>;
}
