import { AsyncLocalStorage } from 'node:async_hooks';
import { retryAfter } from '../retry/patience.ts';

/**
 * What became of one HTTP request. `no_connection`: it never left, so the venue has not seen it. `no_answer`: it may have
 * arrived, but nothing whole came back.
 */
export type Exchanged =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      /** Milliseconds that the venue asks to wait. */
      readonly retryAfter: number | null;
    }
  | { readonly kind: 'no_connection' | 'no_answer'; readonly reason: string; readonly hasTimedOut: boolean };

/** A call of ccxt with the evidence of its last request; `null`: ccxt sent none. */
export type Recorded<Value> =
  | { readonly ok: true; readonly value: Value; readonly last: Exchanged | null }
  | { readonly ok: false; readonly error: unknown; readonly last: Exchanged | null };

interface RequestInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The part of a `Response` that ccxt reads. */
interface ReadAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: () => Promise<string>;
}

/** Failures before a connection stands: no byte of the request has left. */
const NOT_CONNECTED: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
}

/**
 * ccxt's way to the network. One request, one attempt, one connection of its own unless they are kept (on one that was kept and has died meanwhile, as between two invocations, nobody can tell
 * whether an order has left), no redirect; the time-out holds until the last byte of the answer (ccxt's own ends with the headers).
 * What came of each request is kept apart from what ccxt makes of it: an outcome is judged by the venue's answer, not by the text of an error.
 */
export class RecordingTransport {
  readonly #timeout: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #scope = new AsyncLocalStorage<Exchanged[]>();

  /**
   * @param timeout milliseconds for one whole answer
   * @param keepsConnections for reads only: a request that is lost on an old connection may be sent again
   */
  constructor(timeout: number, keepsConnections = false) {
    this.#timeout = timeout;
    this.#headers = keepsConnections ? {} : { connection: 'close' };
  }

  /** Runs a call of ccxt and keeps the evidence; never throws. */
  async record<Value>(call: () => Promise<Value>): Promise<Recorded<Value>> {
    const exchanged: Exchanged[] = [];
    try {
      const value = await this.#scope.run(exchanged, call);
      return { ok: true, value, last: exchanged.at(-1) ?? null };
    } catch (error) {
      return { ok: false, error, last: exchanged.at(-1) ?? null };
    }
  }

  /** For ccxt's `fetchImplementation`. */
  readonly fetch = async (url: string, { method, headers, body }: RequestInit): Promise<ReadAnswer> => {
    try {
      const response = await globalThis.fetch(url, {
        ...(method === undefined ? {} : { method }),
        headers: { ...headers, ...this.#headers },
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeout),
      });
      const text = await response.text();
      this.#note({
        kind: 'answered',
        status: response.status,
        text,
        retryAfter: retryAfter((name) => response.headers.get(name)),
      });
      return {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
        text: async () => text,
      };
    } catch (error) {
      const failure = failureOf(error);
      this.#note(failure);
      throw new TransportFailure(failure.kind);
    }
  };

  #note(exchanged: Exchanged): void {
    this.#scope.getStore()?.push(exchanged);
  }
}

function failureOf(error: unknown): Exclude<Exchanged, { kind: 'answered' }> {
  const hasTimedOut = error instanceof Error && error.name === 'TimeoutError';
  const code = hasTimedOut ? 'time-out' : codeOf(error);
  const kind = NOT_CONNECTED.includes(code) ? 'no_connection' : 'no_answer';
  return { kind, reason: code, hasTimedOut };
}

/** The system's word for a failure: never its message, which names addresses. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'connection lost';
}
