import { randomUUID } from 'node:crypto';
import { idempotencyKey as keySchema } from '#application/contracts/api/bodies.ts';
import { countFlag, refuseFlag } from '../replay/flag-values.ts';
import type { Terminal } from '../terminal.ts';
import { REAL_WORLD, type World } from '../world.ts';
import { type ApiAnswer, ApiClient, type ApiRequest } from './api-client.ts';
import { ApiError } from './api-error.ts';
import { findEndpoint } from './endpoint.ts';
import type { OperateFlags } from './operate-flags.ts';

const DEFAULT_TIMEOUT_SECONDS = '60';
/** Between two looks: at first so many milliseconds, then longer and longer. */
const [FIRST_LOOK, LONGEST_LOOK] = [100, 2_000];

/** One command at work on a system: its client, what it prints, how it waits. */
export class Operation {
  readonly api: ApiClient;
  readonly terminal: Terminal;
  readonly isJson: boolean;
  readonly isWaiting: boolean;
  readonly #world: World;
  readonly #timeout: number;
  readonly #idempotencyKey: string;

  private constructor(api: ApiClient, flags: OperateFlags, terminal: Terminal, world: World) {
    this.api = api;
    this.terminal = terminal;
    this.#world = world;
    this.isJson = flags.json === true;
    this.isWaiting = flags.wait !== false;
    this.#timeout = countFlag('--timeout', flags.timeout ?? DEFAULT_TIMEOUT_SECONDS, 1) * 1_000;
    this.#idempotencyKey = keyFlag(flags.idempotencyKey ?? randomUUID());
  }

  /** @throws {UsageError} for a flag, an endpoint or credentials that are not right; nothing has been asked for by then. */
  static async open(flags: OperateFlags, terminal: Terminal, world: World = REAL_WORLD): Promise<Operation> {
    const endpoint = await findEndpoint(flags.endpoint, terminal.env);
    const onRetry = (text: string): void => void terminal.stderr.write(`${text}\n`);
    return new Operation(new ApiClient({ endpoint, world, onRetry }), flags, terminal, world);
  }

  get<Body>(path: string, query: ApiRequest['query'] = {}): Promise<ApiAnswer<Body>> {
    return this.api.json({ method: 'GET', path, query });
  }

  /** With the key of this command, which makes every repeat of it the same act. */
  write<Body>(method: ApiRequest['method'], path: string, body?: object): Promise<ApiAnswer<Body>> {
    const idempotencyKey = this.#idempotencyKey;
    return this.api.json({ method, path, idempotencyKey, ...(body === undefined ? {} : { body }) });
  }

  /**
   * A write without a memory of keys: when its repeat is refused because the attempt before, whose answer was lost, has done the work, what `isDone`
   * finds decides.
   *
   * @returns `null`: it is done, and nothing more is known.
   */
  async writeOnce<Body>(
    method: ApiRequest['method'],
    path: string,
    body: object | undefined,
    isDone: () => Promise<boolean>,
  ): Promise<ApiAnswer<Body> | null> {
    try {
      return await this.write<Body>(method, path, body);
    } catch (error) {
      const isRepeat = error instanceof ApiError && error.status === 409 && error.attempts > 1;
      if (isRepeat && (await isDone())) return null;
      throw error;
    }
  }

  /** The API's body as it is, or a table for people. */
  print<Body>({ text, body }: ApiAnswer<Body>, render: (body: Body) => string): void {
    this.terminal.stdout.write(this.isJson ? `${text}\n` : render(body));
  }

  note(text: string): void {
    this.terminal.stderr.write(`${text}\n`);
  }

  now(): number {
    return this.#world.now();
  }

  pause(milliseconds: number): Promise<unknown> {
    return this.#world.sleep(milliseconds);
  }

  /**
   * Looks again and again until what it sees will do, or the time of `--timeout` is over.
   *
   * @param isEnough is told how many milliseconds have been waited
   */
  async waitFor<Seen>(look: () => Promise<Seen>, isEnough: (seen: Seen, waited: number) => boolean) {
    const start = this.#world.now();
    for (let delay = FIRST_LOOK; ; delay = Math.min(delay * 1.5, LONGEST_LOOK)) {
      const seen = await look();
      const waited = this.#world.now() - start;
      if (isEnough(seen, waited)) return { isEnough: true, seen } as const;
      if (waited + delay > this.#timeout) return { isEnough: false, seen } as const;
      await this.#world.sleep(delay);
    }
  }

  /** What was waited for did not come. */
  get waitedText(): string {
    return `after ${this.#timeout / 1_000} s of waiting (--timeout)`;
  }
}

function keyFlag(text: string): string {
  if (keySchema.safeParse(text).success) return text;
  throw refuseFlag('--idempotency-key', text, '1 to 200 printable characters without white space');
}
