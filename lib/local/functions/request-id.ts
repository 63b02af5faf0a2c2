import { createHash } from 'node:crypto';

/**
 * Request ids that are the same in every run: a hash of the function, what is delivered and how often it has been
 * delivered before, written as a UUID. So the first delivery has the same id whether or not a second one follows.
 */
export class RequestIds {
  readonly #boot: number;
  readonly #deliveries = new Map<string, number>();

  /** @param boot how often this data folder has been booted: a delivery after a crash is a new invocation */
  constructor(boot: number) {
    this.#boot = boot;
  }

  /** @param identity of what is delivered, without ids that differ from run to run */
  next(functionName: string, identity: string): string {
    const key = createHash('sha256').update(`${functionName}|${identity}`).digest('hex');
    const delivery = this.#deliveries.get(key) ?? 0;
    this.#deliveries.set(key, delivery + 1);
    const hash = createHash('sha256').update(`${key}|${delivery}|${this.#boot}`).digest('hex');
    return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
  }
}
