import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { AwsResponse } from './aws-response.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const FORWARDED = ['content-type', 'x-amz-target', 'authorization', 'x-amz-date', 'x-amz-security-token'] as const;
const RETURNED = ['content-type', 'x-amzn-requestid', 'x-amz-crc32', 'x-amzn-query-error'] as const;

/** Sends an AWS JSON request to an emulator over a kept connection. Rejects when there is no answer. */
export function forward(endpoint: URL, headers: IncomingHttpHeaders, body: Buffer): Promise<AwsResponse> {
  return new Promise((settle, fail) => {
    const outgoing = request(
      {
        agent,
        host: endpoint.hostname,
        port: endpoint.port,
        path: '/',
        method: 'POST',
        headers: { ...pick(headers, FORWARDED), 'content-length': body.length },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', fail);
        incoming.once('end', () => {
          const status = incoming.statusCode ?? 500;
          settle({ status, headers: pick(incoming.headers, RETURNED), body: Buffer.concat(chunks) });
        });
      },
    );
    outgoing.once('error', fail);
    outgoing.end(body);
  });
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') picked[name] = value;
  }
  return picked;
}
