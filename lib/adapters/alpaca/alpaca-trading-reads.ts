import * as z from 'zod/mini';
import { BrokerError, type BrokerErrorCode } from '#application/ports/broker-error.ts';
import { parseExactJson } from './exact-json.ts';

export interface TradingReadsOptions {
  /** E.g. `https://paper-api.alpaca.markets`. */
  readonly baseUrl: string;
  readonly keyId: string;
  readonly secretKey: string;
  /** Milliseconds for one answer. @default 10000 */
  readonly timeout?: number;
}

const TIMEOUT = 10_000;
const MAX_QUOTED = 200;

/** One GET a call at Alpaca's trading service, never repeated: a check-up tells what it has met. */
export class TradingReads {
  readonly #options: TradingReadsOptions;
  #rateHeaders = new Headers();

  constructor(options: TradingReadsOptions) {
    this.#options = options;
  }

  /** Of the last answer that told how many requests are left. */
  get rateHeaders(): Headers {
    return this.#rateHeaders;
  }

  /** The answer read by `schema`; `null`: 404. @throws {BrokerError} */
  async get<Schema extends z.ZodMiniType>(path: string, schema: Schema): Promise<z.output<Schema> | null> {
    const response = await this.#fetch(path);
    if (response.status === 404) return null;
    if (response.status !== 200) {
      const received = `received status ${response.status} ${this.#quote(response.text)}, expected 200`;
      throw new BrokerError(codeOf(response.status), `GET ${path}: ${received}`);
    }
    const parsed = z.safeParse(schema, parse(response.text));
    if (parsed.success) return parsed.data;
    const { path: field = [], message = '' } = parsed.error.issues[0] ?? {};
    throw new BrokerError(
      'UNREADABLE',
      `GET ${path}: received an unexpected ${field.join('.') || 'answer'}: ${message}`,
    );
  }

  async #fetch(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const { baseUrl, keyId, secretKey, timeout = TIMEOUT } = this.#options;
    try {
      const response = await fetch(new URL(path, baseUrl), {
        headers: { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': secretKey },
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      if (response.headers.has('x-ratelimit-remaining')) this.#rateHeaders = response.headers;
      return { status: response.status, text: await response.text() };
    } catch (cause) {
      throw new BrokerError('NETWORK', `GET ${path}: received no answer: ${reasonOf(cause)}`, { cause });
    }
  }

  #quote(text: string): string {
    const { keyId, secretKey } = this.#options;
    return JSON.stringify(text.replaceAll(secretKey, '***').replaceAll(keyId, '***').slice(0, MAX_QUOTED));
  }
}

function parse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

function codeOf(status: number): BrokerErrorCode {
  if (status === 401 || status === 403) return 'AUTH_FAILED';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'UNREADABLE';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
