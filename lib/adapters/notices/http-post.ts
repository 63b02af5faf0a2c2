import { NoticeError } from '#application/ports/notice-channel.ts';
import { BRIEF, backOff, retryAfter } from '../retry/patience.ts';

export interface PostTools {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Milliseconds until an answer counts as none. @default 4000 */
  readonly timeout?: number;
}

/** `url` and headers may hold secrets: neither is ever part of an error. */
export interface PostRequest {
  /** Who is asked, for errors. */
  readonly what: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Without a body. */
export type GetRequest = Omit<PostRequest, 'body'>;

const TIMEOUT = 4_000;

type Answer = { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly why: string; readonly wait: number | null };

/**
 * Posts JSON, three times at most where another try may help: no answer, 429, 408 and 5xx. Redirects are not followed: they would take a secret elsewhere.
 *
 * @throws {NoticeError}
 */
export function postJson(tools: PostTools, request: PostRequest): Promise<void> {
  const { body, headers = {} } = request;
  return askPatiently(tools, request, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/**
 * As `postJson`, a GET.
 *
 * @throws {NoticeError}
 */
export function getUrl(tools: PostTools, request: GetRequest): Promise<void> {
  return askPatiently(tools, request, { method: 'GET', headers: { ...request.headers } });
}

type Message = Pick<RequestInit, 'body' | 'headers' | 'method'>;

async function askPatiently(tools: PostTools, request: GetRequest, message: Message): Promise<void> {
  const url = checkedUrl(request);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(url, message, tools.timeout ?? TIMEOUT);
    if (answer.kind === 'ok') return;
    const wait = answer.wait === null ? null : Math.max(answer.wait, backOff(attempt, tools.random, BRIEF));
    if (wait === null || wait > BRIEF.longestWait || attempt === BRIEF.attempts)
      throw new NoticeError(`${request.what}: ${answer.why}`);
    await tools.sleep(wait);
  }
}

/** Encrypted, or not beyond this machine. */
function checkedUrl({ url, what }: GetRequest): URL {
  const parsed = URL.parse(url);
  const isLocal = parsed?.hostname === '127.0.0.1' || parsed?.hostname === 'localhost';
  if (parsed !== null && (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLocal))) return parsed;
  throw new NoticeError(`${what}: the secret has no https address for it`);
}

async function ask(url: URL, message: Message, timeout: number): Promise<Answer> {
  try {
    const response = await fetch(url, { ...message, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    await response.body?.cancel();
    if (response.ok) return { kind: 'ok' };
    const { status } = response;
    const isPassing = status === 429 || status === 408 || status >= 500;
    const wait = isPassing ? (retryAfter((name) => response.headers.get(name)) ?? 0) : null;
    return { kind: 'failed', why: `it answered ${status}`, wait };
  } catch (error) {
    // The cause may name the address.
    const why = error instanceof DOMException && error.name === 'TimeoutError' ? 'no answer in time' : 'no answer';
    return { kind: 'failed', why, wait: 0 };
  }
}
