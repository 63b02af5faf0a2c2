import * as z from 'zod/mini';
import { MarketDataError } from '#application/ports/market-data.ts';
import { BRIEF, backOff, type Patience, retryAfter } from '../retry/patience.ts';
import { parseExactJson } from './exact-json.ts';

export interface AlpacaHttpOptions {
  /** E.g. `https://data.alpaca.markets`. */
  readonly baseUrl: string;
  readonly keyId: string;
  readonly secretKey: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Milliseconds for one answer. @default 5000 */
  readonly timeout?: number;
  /** @default BRIEF */
  readonly patience?: Patience;
  /** Is told why an attempt failed, and the milliseconds until the next. */
  readonly onRetry?: (reason: string, delay: number) => void;
}

const TIMEOUT = 5_000;
const MAX_QUOTED = 200;

/** What came of one attempt: the answer, or why there is none and how long to wait before the next. */
type Attempt =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly reason: string; readonly cause?: unknown; readonly retryAfter: number | null }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads of Alpaca's data service: each with a time-out, and repeated with jitter after 429, 5xx, network errors and answers that are cut off. */
export class AlpacaHttp {
  readonly #options: AlpacaHttpOptions;
  readonly #headers: Headers;

  /** @throws {MarketDataError} for keys that cannot stand in a header. */
  constructor(options: AlpacaHttpOptions) {
    const { keyId, secretKey } = options;
    if (![keyId, secretKey].every((key) => /^[\x21-\x7e]+$/.test(key))) {
      throw new MarketDataError('market-data keys: received blank, control or non-ASCII characters, expected none');
    }
    this.#options = options;
    this.#headers = new Headers({ 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': secretKey });
  }

  /** The answer to a GET, read by `schema`. @throws {MarketDataError} when there is none that can be read. */
  async get<Schema extends z.ZodMiniType>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const url = new URL(path, this.#options.baseUrl);
    url.search = new URLSearchParams(query).toString();
    const parsed = z.safeParse(schema, await this.#getAnswer(url));
    if (!parsed.success) {
      const { path: field = [], message = '' } = parsed.error.issues[0] ?? {};
      throw new MarketDataError(`GET ${path}: received an unexpected ${field.join('.')}, expected ${message}`);
    }
    return parsed.data;
  }

  async #getAnswer(url: URL): Promise<unknown> {
    const { onRetry, patience = BRIEF, random, sleep } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(url);
      if (result.kind === 'answered') {
        return result.answer;
      }
      const delay = result.kind === 'failed' ? (result.retryAfter ?? backOff(attempt, random, patience)) : null;
      if (delay === null || delay > patience.longestWait || attempt >= patience.attempts) {
        const cause = result.kind === 'failed' ? result.cause : undefined;
        throw new MarketDataError(`GET ${url.pathname}: ${result.reason} (attempt ${attempt})`, { cause });
      }
      onRetry?.(result.reason, delay);
      await sleep(delay);
    }
  }

  async #attempt(url: URL): Promise<Attempt> {
    try {
      const signal = AbortSignal.timeout(this.#options.timeout ?? TIMEOUT);
      const response = await fetch(url, { headers: this.#headers, redirect: 'error', signal });
      const text = await response.text();
      if (response.ok) {
        return parseAnswer(text);
      }
      const reason = `received status ${response.status} ${this.#quote(text)}, expected 200`;
      const isTransient = response.status === 429 || response.status >= 500;
      if (!isTransient) return { kind: 'refused', reason };
      return { kind: 'failed', reason, retryAfter: retryAfter((name) => response.headers.get(name)) };
    } catch (cause) {
      return { kind: 'failed', reason: `received no answer: ${reasonOf(cause)}`, cause, retryAfter: null };
    }
  }

  /** The start of an error's body, without the keys should it echo them. */
  #quote(text: string): string {
    const { keyId, secretKey } = this.#options;
    return JSON.stringify(text.replaceAll(secretKey, '***').replaceAll(keyId, '***').slice(0, MAX_QUOTED));
  }
}

/** What is cut off, or the page of a proxy, may be whole the next time. */
function parseAnswer(text: string): Attempt {
  try {
    return { kind: 'answered', answer: parseExactJson(text) };
  } catch (cause) {
    const reason = `received ${text.length} characters that are not JSON, expected JSON`;
    return { kind: 'failed', reason, cause, retryAfter: null };
  }
}

/** fetch wraps the reason of a network failure in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
