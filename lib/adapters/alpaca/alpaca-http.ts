import * as z from 'zod/mini';
import { MarketDataError } from '#application/ports/market-data.ts';
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
}

const MAX_ATTEMPTS = 3;
const TIMEOUT = 5_000;
/** Milliseconds: the back-off doubles from the base; a longer `Retry-After` than the limit is not waited for. */
const BASE_DELAY = 250;
const MAX_DELAY = 5_000;
const MAX_QUOTED = 200;

/** What came of one attempt: the answer's text, or why there is none and how long to wait before the next. */
type Attempt =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly cause?: unknown; readonly retryAfter: number | null }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads of Alpaca's data service: each with a time-out, and repeated with jitter after 429, 5xx and network errors. */
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
    const parsed = z.safeParse(schema, parseAnswer(await this.#getText(url), path));
    if (!parsed.success) {
      const { path: field = [], message = '' } = parsed.error.issues[0] ?? {};
      throw new MarketDataError(`GET ${path}: received an unexpected ${field.join('.')}, expected ${message}`);
    }
    return parsed.data;
  }

  async #getText(url: URL): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(url);
      if (result.kind === 'answered') {
        return result.text;
      }
      const delay = result.kind === 'failed' ? (result.retryAfter ?? this.#backOff(attempt)) : null;
      if (delay === null || delay > MAX_DELAY || attempt >= MAX_ATTEMPTS) {
        const cause = result.kind === 'failed' ? result.cause : undefined;
        throw new MarketDataError(`GET ${url.pathname}: ${result.reason} (attempt ${attempt})`, { cause });
      }
      await this.#options.sleep(delay);
    }
  }

  async #attempt(url: URL): Promise<Attempt> {
    try {
      const signal = AbortSignal.timeout(this.#options.timeout ?? TIMEOUT);
      const response = await fetch(url, { headers: this.#headers, redirect: 'error', signal });
      const text = await response.text();
      if (response.ok) {
        return { kind: 'answered', text };
      }
      const reason = `received status ${response.status} ${this.#quote(text)}, expected 200`;
      const isTransient = response.status === 429 || response.status >= 500;
      return isTransient ? { kind: 'failed', reason, retryAfter: retryAfter(response) } : { kind: 'refused', reason };
    } catch (cause) {
      return { kind: 'failed', reason: `received no answer: ${reasonOf(cause)}`, cause, retryAfter: null };
    }
  }

  #backOff(attempt: number): number {
    return this.#options.random() * BASE_DELAY * 2 ** attempt;
  }

  /** The start of an error's body, without the keys should it echo them. */
  #quote(text: string): string {
    const { keyId, secretKey } = this.#options;
    return JSON.stringify(text.replaceAll(secretKey, '***').replaceAll(keyId, '***').slice(0, MAX_QUOTED));
  }
}

function parseAnswer(text: string, path: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new MarketDataError(`GET ${path}: received ${text.length} characters that are not JSON, expected JSON`, {
      cause,
    });
  }
}

/** Milliseconds that the server asks to wait, where it says so in seconds. */
function retryAfter(response: Response): number | null {
  const seconds = response.headers.get('retry-after') ?? '';
  return /^[0-9]+$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

/** fetch wraps the reason of a network failure in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
