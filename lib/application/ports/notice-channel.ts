import type { Notice, NoticeChannelName } from '#domain/notices/notice.ts';

/** A way to a person. */
export interface NoticeChannel {
  readonly name: NoticeChannelName;
  /**
   * Sends it, and tries again for some seconds where that may help.
   *
   * @throws {NoticeError} when it did not get through; the message holds no secret
   */
  send(notice: Notice): Promise<void>;
}

export class NoticeError extends Error {
  override readonly name = 'NoticeError';
  readonly code = 'NOTICE';
}
