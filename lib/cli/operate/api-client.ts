import { backOff, type Patience, retryAfter } from '#adapters/retry/patience.ts';
import { signRequest } from '#local/http/signature.ts';
import type { World } from '../world.ts';
import { ApiError, type ApiFault, errorOf } from './api-error.ts';
import type { Endpoint } from './endpoint.ts';

/** A body as it came, and as it reads. */
export interface ApiAnswer<Body> {
  readonly text: string;
  readonly body: Body;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** What is `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** Of a write: the same key is the same act, so that it can be asked for again. */
  readonly idempotencyKey?: string;
}

export interface ApiClientOptions {
  readonly endpoint: Endpoint;
  readonly world: World;
  /** Told why a request is made again, and when. */
  readonly onRetry: (text: string) => void;
}

type Reply =
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly wait: number | null };

const PATIENCE: Patience = { attempts: 4, longestWait: 5_000 };
/** API Gateway gives up after 30 seconds. */
const ANSWER_WITHIN_MS = 35_000;

/** The control API as its operator calls it: signed, and asked again where an answer was lost or the other side is busy. */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  /** @throws {ApiError | UsageError} unless the answer is a success. */
  async json<Body>(request: ApiRequest): Promise<ApiAnswer<Body>> {
    const text = await this.text(request);
    try {
      return { text, body: JSON.parse(text) as Body };
    } catch {
      const { url, namedBy } = this.#options.endpoint;
      const fault = { status: null, text, attempts: 1 };
      throw new ApiError('failed', fault, [
        `${url}: received no JSON, expected the API of Tidegate (named by ${namedBy})`,
      ]);
    }
  }

  /** The body of a success. */
  async text(request: ApiRequest): Promise<string> {
    const { world, onRetry } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#attempt(request);
      if (reply.kind === 'answer' && !isPassing(reply.status)) return this.#judge(reply, request, attempt);
      const asked = reply.kind === 'answer' ? (reply.wait ?? 0) : 0;
      if (attempt === PATIENCE.attempts || asked > PATIENCE.longestWait) return this.#giveUp(reply, request, attempt);
      const delay = Math.max(asked, backOff(attempt, world.random, PATIENCE));
      const why = reply.kind === 'lost' ? `no answer (${reply.why})` : `answer ${reply.status}`;
      onRetry(`${request.method} ${request.path}: ${why}, asking again in ${(delay / 1_000).toFixed(1)} s`);
      await world.sleep(delay);
    }
  }

  #judge({ status, text }: Reply & { kind: 'answer' }, request: ApiRequest, attempts: number): string {
    if (status >= 200 && status < 300) return text;
    throw errorOf({ status, text, attempts }, `${request.method} ${request.path}`);
  }

  #giveUp(reply: Reply, request: ApiRequest, attempts: number): never {
    if (reply.kind === 'answer') return this.#judge(reply, request, attempts) as never;
    const { url, namedBy } = this.#options.endpoint;
    const fault: ApiFault = { status: null, text: '', attempts };
    throw new ApiError('failed', fault, [
      `${url} does not answer (${reply.why}), asked ${attempts} times; named by ${namedBy}`,
    ]);
  }

  async #attempt(request: ApiRequest): Promise<Reply> {
    const { url, method, headers, body } = await this.#sign(request);
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const response = await fetch(url, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(body === '' ? {} : { body }),
      });
      const wait = retryAfter((name) => response.headers.get(name));
      return { kind: 'answer', status: response.status, text: await response.text(), wait };
    } catch (error) {
      return { kind: 'lost', why: networkFault(error) };
    }
  }

  async #sign({ method, path, query = {}, body: content, idempotencyKey }: ApiRequest) {
    const { endpoint, world } = this.#options;
    const url = new URL(endpoint.url + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const body = content === undefined ? '' : JSON.stringify(content);
    const named = {
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
    const scope = { region: endpoint.region, service: 'execute-api' };
    const unsigned = { method, url, headers: named, body };
    const headers = await signRequest(unsigned, endpoint.credentials, scope, new Date(world.now()));
    return { url, method, headers, body };
  }
}

/** Busy or broken for now, perhaps not the next time. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

function networkFault(error: unknown): string {
  const { cause = error } = error instanceof Error ? error : {};
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
