import * as z from 'zod/mini';

const field = z.optional(z.string());

/** The secret of the notices: what a channel that is not configured needs may be empty. */
export const noticeSecretSchema = z.object({
  /** Address of an incoming webhook. */
  SLACK_WEBHOOK_URL: field,
  TELEGRAM_BOT_TOKEN: field,
  TELEGRAM_CHAT_ID: field,
  /** Only for a server of one's own. */
  TELEGRAM_API_URL: field,
  NOTICE_WEBHOOK_URL: field,
  /** Signs what is sent there. */
  NOTICE_WEBHOOK_SECRET: field,
  /** Address that the dead-man's service expects to be called at. */
  DEAD_MAN_URL: field,
});

export type NoticeSecret = z.output<typeof noticeSecretSchema>;
export const NOTICE_SECRET_FIELDS = Object.keys(noticeSecretSchema.shape) as readonly (keyof NoticeSecret)[];
