import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noticeChannel } from '#adapters/notices/notice-channels.ts';
import type { NoticeSecret } from '#application/contracts/notice-secret.ts';
import { NoticeError } from '#application/ports/notice-channel.ts';
import type { Notice, PostedChannelName } from '#domain/notices/notice.ts';
import { T0 } from '../../support/builders.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the receiver answers, one after the other; the last one from then on. */
type Script = readonly { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[];

const NOTICE: Notice = {
  id: 'n'.repeat(32),
  severity: 'critical',
  title: 'CRITICAL DriftDetected BTC/USD (prod, account main)',
  lines: ['quantity: -0.5', 'at: 2026-01-05T14:30:00Z'],
};
const KEY = 'MARKED-signing-key-of-the-desk';
const TOKEN = '12345:MARKED-token';

let server: Server;
let url: string;
let received: Received[];
let script: Script;
let waits: number[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      const { status, headers = {} } = script[Math.min(received.length, script.length) - 1] ?? { status: 200 };
      response.writeHead(status, headers).end('{"ok":true}');
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
});
beforeEach(() => {
  [received, script, waits] = [[], [{ status: 200 }], []];
});

function send(name: PostedChannelName, changes: Partial<NoticeSecret> = {}): Promise<void> {
  const secret: NoticeSecret = {
    SLACK_WEBHOOK_URL: `${url}/services/MARKED`,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_CHAT_ID: '-100',
    TELEGRAM_API_URL: url,
    NOTICE_WEBHOOK_URL: `${url}/hook`,
    NOTICE_WEBHOOK_SECRET: KEY,
    ...changes,
  };
  const tools = {
    readSecret: async () => secret,
    clock: { now: () => T0 },
    sleep: async (milliseconds: number) => void waits.push(milliseconds),
    random: () => 0.5,
  };
  return noticeChannel(name, tools).send(NOTICE);
}

const text = [NOTICE.title, ...NOTICE.lines].join('\n');

describe('channels of notices', () => {
  it('Given Slack, When a notice is sent, Then its incoming webhook gets the text', async () => {
    await send('slack');
    expect(received.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([['/services/MARKED', { text }]]);
  });

  it('Given Telegram, When a notice is sent, Then the bot sends it to the chat', async () => {
    await send('telegram');
    const [path, body] = [received[0]?.path, JSON.parse(received[0]?.body ?? '')];
    expect([path, body]).toEqual([`/bot${TOKEN}/sendMessage`, { chat_id: '-100', text }]);
  });

  it('Given a webhook, When a notice is sent, Then it is signed, with the time, so that it can be told from any other', async () => {
    await send('webhook');
    const [message] = received;
    const body = message?.body ?? '';
    expect(JSON.parse(body)).toEqual(NOTICE);
    const t = T0 / 1_000;
    const v1 = createHmac('sha256', KEY).update(`${t}.${body}`).digest('hex');
    expect(message?.headers['tidegate-signature']).toBe(`t=${t},v1=${v1}`);
  });

  it.each(['slack', 'telegram', 'webhook'] as const)(
    'Given %s that fails for a while, When a notice is sent, Then it is tried again, after as long as the service asks for',
    async (name) => {
      script = [{ status: 503 }, { status: 429, headers: { 'retry-after': '3' } }, { status: 200 }];
      await send(name);
      expect(received).toHaveLength(3);
      expect(waits).toEqual([250, 3_000]);
    },
  );

  it.each<[string, Script, number, string]>([
    ['always fails', [{ status: 500 }], 3, 'it answered 500'],
    ['refuses', [{ status: 403 }], 1, 'it answered 403'],
    ['wants a long wait', [{ status: 429, headers: { 'retry-after': '600' } }], 1, 'it answered 429'],
    ['sends it elsewhere', [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }], 1, 'it answered 302'],
  ])(
    'Given a service that %s, When a notice is sent, Then it failed, after as many tries as make sense',
    async (_name, answers, tries, why) => {
      script = answers;
      const error: unknown = await send('slack').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoticeError);
      expect(String(error)).toBe(`NoticeError: slack: ${why}`);
      expect(received).toHaveLength(tries);
    },
  );

  it.each<[PostedChannelName, Partial<NoticeSecret>, string]>([
    ['slack', { SLACK_WEBHOOK_URL: '' }, 'lacks SLACK_WEBHOOK_URL'],
    ['slack', { SLACK_WEBHOOK_URL: 'http://hooks.example.com/MARKED' }, 'no https address'],
    ['slack', { SLACK_WEBHOOK_URL: 'MARKED' }, 'no https address'],
    ['slack', { SLACK_WEBHOOK_URL: 'http://127.0.0.1:1/MARKED' }, 'slack: no answer'],
    ['telegram', { TELEGRAM_BOT_TOKEN: undefined }, 'lacks TELEGRAM_BOT_TOKEN'],
    ['telegram', { TELEGRAM_API_URL: 'http://127.0.0.1:1' }, 'telegram: no answer'],
    ['webhook', { NOTICE_WEBHOOK_SECRET: 'MARKED' }, 'less than 16 characters'],
  ])(
    'Given %s with %j, When a notice is sent, Then it fails, and no secret is in what is said',
    async (name, changes, why) => {
      const error: unknown = await send(name, changes as Partial<NoticeSecret>).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoticeError);
      expect(String(error)).toContain(why);
      expect(JSON.stringify([String(error), (error as Error).stack, (error as Error).cause])).not.toContain('MARKED');
      expect(received).toEqual([]);
    },
  );
});
