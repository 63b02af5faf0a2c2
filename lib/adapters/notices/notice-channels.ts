import { createHmac } from 'node:crypto';
import type { NoticeSecret } from '#application/contracts/notice-secret.ts';
import type { Clock } from '#application/ports/clock.ts';
import { type NoticeChannel, NoticeError } from '#application/ports/notice-channel.ts';
import { noticeText, type PostedChannelName } from '#domain/notices/notice.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { type PostRequest, type PostTools, postJson } from './http-post.ts';

export interface ChannelTools extends PostTools {
  readonly clock: Clock;
  /** Read when a notice is sent: a key that was changed holds at once. */
  readonly readSecret: () => Promise<NoticeSecret>;
}

const TELEGRAM = 'https://api.telegram.org';
/** A shorter one could be guessed. */
const LEAST_SECRET = 16;

/** A channel that takes a request over HTTP, by its name. */
export function noticeChannel(name: PostedChannelName, tools: ChannelTools): NoticeChannel {
  return {
    name,
    send: async (notice) => {
      const secret = await tools.readSecret();
      await postJson(tools, { what: name, ...REQUESTS[name](secret, { notice, at: tools.clock.now() }) });
    },
  };
}

type Message = { readonly notice: Parameters<NoticeChannel['send']>[0]; readonly at: number };
type Compose = (secret: NoticeSecret, message: Message) => Omit<PostRequest, 'what'>;

const REQUESTS: Readonly<Record<PostedChannelName, Compose>> = {
  slack: (secret, { notice }) => ({
    url: needed(secret, 'SLACK_WEBHOOK_URL'),
    body: JSON.stringify({ text: noticeText(notice) }),
  }),
  telegram: (secret, { notice }) => ({
    url: `${secret.TELEGRAM_API_URL || TELEGRAM}/bot${needed(secret, 'TELEGRAM_BOT_TOKEN')}/sendMessage`,
    body: JSON.stringify({ chat_id: needed(secret, 'TELEGRAM_CHAT_ID'), text: noticeText(notice) }),
  }),
  webhook: (secret, { at, notice }) => {
    const body = JSON.stringify(notice);
    return {
      url: needed(secret, 'NOTICE_WEBHOOK_URL'),
      headers: { 'tidegate-signature': signature(needed(secret, 'NOTICE_WEBHOOK_SECRET'), at, body) },
      body,
    };
  },
};

/** @throws {NoticeError} naming a field of the secret that is empty */
export function needed(secret: NoticeSecret, name: keyof NoticeSecret): string {
  const value = secret[name] ?? '';
  if (value === '') throw new NoticeError(`the secret of the notices lacks ${name}`);
  return value;
}

/** `t` in epoch seconds, `v1` the HMAC-SHA256 of `t.body` in hex: whoever receives it knows who sent it, and when. */
function signature(secret: string, at: number, body: string): string {
  if (secret.length < LEAST_SECRET)
    throw new NoticeError(`NOTICE_WEBHOOK_SECRET has less than ${LEAST_SECRET} characters`);
  const t = Math.floor(at / SECOND);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}
