import { BRIEF, backOff, type Patience, retryAfter } from '../retry/patience.ts';

/** How to reach one of Alpaca's services, and how long to wait for it. */
export interface AlpacaWireOptions {
  /** E.g. `https://data.alpaca.markets`. */
  readonly baseUrl: string;
  readonly keyId: string;
  readonly secretKey: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Milliseconds for one answer. @default 5000 */
  readonly timeout?: number;
  /** Of requests that may be repeated. @default BRIEF */
  readonly patience?: Patience;
  /** Is told why an attempt failed, and the milliseconds until the next. */
  readonly onRetry?: (reason: string, delay: number) => void;
  /** In place of those of `patience`; 1 where somebody around the adapter repeats the request. */
  readonly attempts?: number;
}

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * What came of one request. `not_sent`: there was no connection, so that nothing can have arrived. `lost`: it may have arrived, there is no answer. `retryAfter`
 * in milliseconds, where the server says so.
 */
export type WireAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      readonly retryAfter: number | null;
    }
  | { readonly kind: 'not_sent'; readonly reason: string; readonly cause: unknown }
  | { readonly kind: 'lost'; readonly reason: string; readonly cause: unknown };

const TIMEOUT = 5_000;
const MAX_QUOTED = 200;

/** What is wrong with keys that cannot stand in a header, without the keys; `null`: nothing. */
export function keysFault({ keyId, secretKey }: Pick<AlpacaWireOptions, 'keyId' | 'secretKey'>): string | null {
  const areFit = [keyId, secretKey].every((key) => /^[\x21-\x7e]+$/.test(key));
  return areFit ? null : 'received blank, control or non-ASCII characters, expected none';
}

/** Signed requests to one of Alpaca's services. Never throws: what went wrong is an answer too. */
export class AlpacaWire {
  readonly #options: AlpacaWireOptions;
  readonly #headers: Headers;

  constructor(options: AlpacaWireOptions) {
    const { keyId, secretKey } = options;
    this.#options = options;
    this.#headers = new Headers({ 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': secretKey });
  }

  /** One request, once. The time-out covers the whole answer. */
  async send({ method, path, query = {}, body }: WireRequest): Promise<WireAnswer> {
    const url = new URL(path, this.#options.baseUrl);
    url.search = new URLSearchParams(query).toString();
    try {
      const signal = AbortSignal.timeout(this.#options.timeout ?? TIMEOUT);
      const response = await fetch(url, { method, redirect: 'error', signal, ...this.#payload(body) });
      const text = await response.text();
      return {
        kind: 'answered',
        status: response.status,
        text,
        retryAfter: retryAfter((name) => response.headers.get(name)),
      };
    } catch (cause) {
      return { kind: isUnconnected(cause) ? 'not_sent' : 'lost', reason: reasonOf(cause), cause };
    }
  }

  /**
   * A request that may be repeated: again with jitter after 429, 5xx, network failures, and a text that `isWhole` refuses. The last answer, and of how
   * many.
   */
  async repeat(
    request: WireRequest,
    isWhole: (text: string) => boolean = () => true,
  ): Promise<{ readonly answer: WireAnswer; readonly attempt: number }> {
    const { onRetry, patience = BRIEF, attempts = patience.attempts, random, sleep } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.send(request);
      const isPassing = isTransient(answer) || (answer.kind === 'answered' && isDone(answer) && !isWhole(answer.text));
      const delay = isPassing ? (retryAfterOf(answer) ?? backOff(attempt, random, patience)) : null;
      if (delay === null || delay > patience.longestWait || attempt >= attempts) return { answer, attempt };
      onRetry?.(`${request.method} ${request.path}: ${this.#describe(answer)}`, delay);
      await sleep(delay);
    }
  }

  #describe(answer: WireAnswer): string {
    if (answer.kind !== 'answered') return `received no answer: ${answer.reason}`;
    return isDone(answer) ? 'received an answer that is cut off' : `received status ${answer.status}`;
  }

  /** The start of a text from outside, without the keys should it echo them. */
  hide(text: string): string {
    const { keyId, secretKey } = this.#options;
    return text.replaceAll(secretKey, '***').replaceAll(keyId, '***').slice(0, MAX_QUOTED);
  }

  #payload(body: unknown): { readonly headers: Headers; readonly body?: string } {
    if (body === undefined) return { headers: this.#headers };
    const headers = new Headers(this.#headers);
    headers.set('content-type', 'application/json');
    return { headers, body: JSON.stringify(body) };
  }
}

function isDone({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

function isTransient(answer: WireAnswer): boolean {
  return answer.kind !== 'answered' || answer.status === 429 || answer.status >= 500;
}

function retryAfterOf(answer: WireAnswer): number | null {
  return answer.kind === 'answered' ? answer.retryAfter : null;
}

/** Whether every address that was tried failed before there was a connection: by its name, or by connecting. */
function isUnconnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isUnconnected);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return isUnconnected(error.cause);
}

/** fetch wraps the reason of a network failure in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
