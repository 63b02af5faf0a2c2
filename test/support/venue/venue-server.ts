import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, Faults, VenueCall } from './faults.ts';

export interface VenueRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface VenueAnswer {
  readonly status: number;
  /** Text as it is, anything else as JSON; `null`: no body. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A venue's REST interface in front of a `VenueCore`. */
export interface FrontEnd {
  /** What a request asks for, so that a fault can be scripted for it. */
  classify(request: VenueRequest): VenueCall;
  /** Acts on the core and answers. */
  answer(request: VenueRequest): VenueAnswer;
  /** The body of an error that its gate sends: 429 or 500. */
  errorBody(status: number): unknown;
}

export interface VenueServer {
  readonly url: string;
  /** Every request that arrived, as `METHOD /path?query`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const GATEWAY_PAGE = '<html><head><title>504 Gateway Time-out</title></head><body>nginx</body></html>';

/** Serves a front end on a local port, with faults. */
export async function startVenueServer(frontEnd: FrontEnd, faults: Faults): Promise<VenueServer> {
  const requests: string[] = [];
  const server = createServer((incoming, response) => {
    serve(frontEnd, faults, requests, incoming, response).catch((error: unknown) => {
      process.stderr.write(`venue server: ${String(error)}\n`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, requests, close };
}

async function serve(
  frontEnd: FrontEnd,
  faults: Faults,
  requests: string[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = 'GET', url = '/', headers } = incoming;
  const body = Buffer.concat(chunks).toString();
  const request = { method, url: new URL(url, 'http://venue.test'), headers, body };
  requests.push(`${method} ${url}`);
  const fault = faults.next(frontEnd.classify(request));
  if (fault === null) return send(response, frontEnd.answer(request));
  if (!isBefore(fault)) return failAfter(fault, frontEnd.answer(request), response);
  return failBefore(fault, frontEnd, response);
}

function isBefore({ name }: Fault): boolean {
  return name.endsWith('_before') || name === 'too_many' || name === 'internal_error';
}

function failBefore({ name, retryAfter }: Fault, frontEnd: FrontEnd, response: ServerResponse): void {
  if (name === 'hang_before') return;
  if (name === 'drop_before') response.destroy();
  else if (name === 'gateway_before') sendPage(response, 504);
  else {
    const status = name === 'too_many' ? 429 : 500;
    const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    send(response, { status, headers, body: frontEnd.errorBody(status) });
  }
}

function failAfter({ name }: Fault, answer: VenueAnswer, response: ServerResponse): void {
  if (name === 'hang_after') return;
  if (name === 'drop_after') response.destroy();
  else if (name === 'gateway_after' || name === 'html') sendPage(response, name === 'html' ? 200 : 504);
  else if (name === 'empty_object' || name === 'null')
    send(response, { status: 200, body: name === 'null' ? 'null' : '{}' });
  else {
    const text = textOf(answer.body);
    send(response, { ...answer, body: text.slice(0, text.length / 2) });
  }
}

function sendPage(response: ServerResponse, status: number): void {
  send(response, { status, headers: { 'content-type': 'text/html' }, body: GATEWAY_PAGE });
}

function send(response: ServerResponse, { status, headers = {}, body }: VenueAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(textOf(body));
}

function textOf(body: unknown): string {
  if (body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
