import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '#domain/shared/instant.ts';

/** Slack and Telegram on this machine: they take every notice, and remember it and when it came. */
export class NoticeReceiver {
  received: { readonly path: string; readonly text: string; readonly at: Instant }[] = [];
  /** The sender's. */
  clock: () => Instant = Date.now;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { text } = JSON.parse(Buffer.concat(chunks).toString());
      this.received.push({ path: request.url ?? '', text, at: this.clock() });
      response.end('ok');
    });
  });

  static async open(): Promise<NoticeReceiver> {
    const receiver = new NoticeReceiver();
    await new Promise<void>((settle) => receiver.#server.listen(0, '127.0.0.1', settle));
    return receiver;
  }

  /** What the secret of the notices is made of. */
  get environment(): Readonly<Record<string, string>> {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      SLACK_WEBHOOK_URL: `${url}/slack`,
      TELEGRAM_API_URL: url,
      TELEGRAM_BOT_TOKEN: 'token',
      TELEGRAM_CHAT_ID: '1',
    };
  }

  /** First lines, without the environment, sorted. */
  titles(path: string): readonly string[] {
    const own = this.received.filter((one) => one.path === path);
    return own.map(({ text }) => text.split(/ \(|\n/)[0] ?? '').toSorted();
  }

  /** Critical alarms that a person was told of when they rang, in the order of their notices, without the environment's name. */
  rings(path: string): readonly { readonly name: string; readonly at: Instant }[] {
    return this.received.flatMap((one) => {
      const [, name] = /^CRITICAL alarm tidegate-[a-z]+-([\w-]+)/.exec(one.text) ?? [];
      return one.path === path && name !== undefined ? [{ name, at: one.at }] : [];
    });
  }

  close(): Promise<void> {
    return new Promise((settle) => this.#server.close(() => settle()));
  }
}
