import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '#domain/shared/instant.ts';

/** A dead-man's service on this machine: it remembers when it heard of us. */
export class DeadManService {
  heard: Instant[] = [];
  /** The sender's. */
  clock: () => Instant = Date.now;
  /** What it answers. */
  status = 200;
  readonly #server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/ping/uuid') this.heard.push(this.clock());
    response.writeHead(this.status).end('OK');
  });

  static async open(): Promise<DeadManService> {
    const service = new DeadManService();
    await new Promise<void>((settle) => service.#server.listen(0, '127.0.0.1', settle));
    return service;
  }

  /** What the secret of the notices is made of. */
  get environment(): Readonly<Record<string, string>> {
    return { DEAD_MAN_URL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ping/uuid` };
  }

  close(): Promise<void> {
    return new Promise((settle) => this.#server.close(() => settle()));
  }
}
