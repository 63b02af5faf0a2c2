import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalCredentials } from '../gateway/aws-call.ts';

/** A request as far as its signature covers it. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** AWS refuses a signature that is older, or further ahead. */
const MAX_SKEW_MS = 5 * 60_000;

/** Signs a request by Signature Version 4; returns all its headers. */
export async function signRequest(
  request: SignableRequest,
  credentials: LocalCredentials,
  scope: { readonly region: string; readonly service: string },
  signingDate: Date,
): Promise<Readonly<Record<string, string>>> {
  const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256, applyChecksum: true });
  const signed = await signer.sign(toHttpRequest(request, { ...request.headers, host: request.url.host }), {
    signingDate,
  });
  return signed.headers;
}

export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly accessKeyId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Verifies the signature of a request by computing it again from the headers that it says it covers.
 * @param credentialsOf the credentials of an access key; `null` for an unknown key
 * @param now the machine's clock
 */
export async function verifySignature(
  request: SignableRequest,
  credentialsOf: (accessKeyId: string) => LocalCredentials | null,
  now: number,
): Promise<SignatureVerdict> {
  const parsed = parseAuthorization(request.headers['authorization'] ?? '');
  if (parsed === null) return refused('Missing Authentication Token');
  const credentials = credentialsOf(parsed.accessKeyId);
  if (credentials === null) return refused('The security token included in the request is invalid.');
  const time = parseAmzDate(request.headers['x-amz-date'] ?? '');
  if (time === null || Math.abs(now - time) > MAX_SKEW_MS) return refused('Signature expired or x-amz-date missing');
  const contentHash = request.headers['x-amz-content-sha256'];
  if (contentHash !== undefined && contentHash !== createHash('sha256').update(request.body).digest('hex')) {
    return refused('The body is not the one that was signed');
  }
  const headers: Record<string, string> = {};
  for (const name of parsed.signedHeaders) headers[name] = request.headers[name] ?? '';
  if (headers['host'] === undefined) return refused('The host header is not signed');
  const { region, service } = parsed;
  const signer = new SignatureV4({ region, service, credentials, sha256: Sha256, applyChecksum: false });
  const again = await signer.sign(toHttpRequest(request, headers), {
    signingDate: new Date(time),
    signableHeaders: new Set(parsed.signedHeaders),
  });
  const expected = parseAuthorization(again.headers['authorization'] ?? '');
  const same = expected !== null && isSame(expected.signature, parsed.signature);
  return same
    ? { kind: 'valid', accessKeyId: parsed.accessKeyId }
    : refused('The request signature we calculated does not match');
}

interface Authorization {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

function parseAuthorization(header: string): Authorization | null {
  const match = AUTHORIZATION.exec(header);
  if (match === null) return null;
  const [, accessKeyId = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** `20221213T000000Z` as epoch milliseconds. */
function parseAmzDate(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function toHttpRequest(request: SignableRequest, headers: Readonly<Record<string, string>>) {
  const { url, method, body } = request;
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]),
  );
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: decodeURI(url.pathname),
    query,
    headers: { ...headers },
    body,
  };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function refused(reason: string): SignatureVerdict {
  return { kind: 'refused', reason };
}

type HashInput = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or HMAC with it when there is a key, as the signer wants it. */
class Sha256 {
  #hash;
  readonly #secret: Buffer | null;

  constructor(secret?: HashInput) {
    this.#secret = secret === undefined ? null : toBuffer(secret);
    this.#hash = this.#create();
  }

  update(chunk: HashInput): void {
    this.#hash.update(toBuffer(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#create();
  }

  #create() {
    return this.#secret === null ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function toBuffer(data: HashInput): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
