import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `drop`: the connection ends without an answer. */
export type StubReply = { readonly status: number; readonly body: unknown; readonly headers?: object } | 'drop';

/** A control API that answers as a test wants, and remembers what it was asked. */
export class ApiStub {
  readonly requests: StubRequest[] = [];
  readonly #server: Server;
  #reply: (request: StubRequest, number: number) => StubReply = () => ({ status: 200, body: {} });

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<ApiStub> {
    const server = createServer();
    const stub = new ApiStub(server);
    server.on('request', (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url: path = '', headers } = incoming;
        const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
        stub.requests.push(request);
        const reply = stub.#reply(request, stub.requests.length);
        if (reply === 'drop') return void incoming.socket.destroy();
        const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
        outgoing.writeHead(reply.status, { ...reply.headers }).end(text);
      });
    });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    return stub;
  }

  /** @param reply of a request; `number` counts from 1 since this call */
  answer(reply: (request: StubRequest, number: number) => StubReply): void {
    this.requests.length = 0;
    this.#reply = reply;
  }

  /** `METHOD path` of what was asked. */
  get asked(): readonly string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** An environment that leads here, with credentials. */
  get env(): NodeJS.ProcessEnv {
    return {
      TIDEGATE_ENDPOINT: this.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'SK',
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((settle) => this.#server.close(settle));
  }
}

/** A refusal as the API words it. */
export function problemReply(status: number, detail: string, members: object = {}): StubReply {
  return { status, body: { type: 'about:blank', title: 'No', status, detail, ...members } };
}
