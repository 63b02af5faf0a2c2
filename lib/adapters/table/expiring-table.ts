import { type Retention, ttlOf } from './retention.ts';
import type { Item, Key, Table, Write, WriteOutcome } from './table.ts';

/**
 * A table whose records go by themselves once nobody needs them: every write carries the `ttl` that follows from what it writes. A repeat carries the same one.
 * Whoever finds another record than it expected is shown it without.
 */
export class ExpiringTable implements Table {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(table: Table, retention: Retention) {
    this.#table = table;
    this.#retention = retention;
  }

  get(key: Key): Promise<Item | null> {
    return this.#table.get(key);
  }

  getMany(keys: readonly Key[]): Promise<readonly Item[]> {
    return this.#table.getMany(keys);
  }

  query(pk: string, from?: string): Promise<readonly Item[]> {
    return this.#table.query(pk, from);
  }

  queryOpenOrders(openPk: string): Promise<readonly Key[]> {
    return this.#table.queryOpenOrders(openPk);
  }

  async write(write: Write): Promise<WriteOutcome> {
    return shown(await this.#table.write(this.#dated(write)));
  }

  async transact(writes: readonly Write[], token: string): Promise<WriteOutcome> {
    return shown(
      await this.#table.transact(
        writes.map((write) => this.#dated(write)),
        token,
      ),
    );
  }

  #dated(write: Write): Write {
    switch (write.kind) {
      case 'put':
        return { ...write, item: { ...write.item, ...this.#ttl(write.item, write.item) } };
      case 'update': {
        const { key, set, setIfAbsent } = write;
        return {
          ...write,
          ...(set === undefined ? {} : { set: { ...set, ...this.#ttl(key, set) } }),
          ...(setIfAbsent === undefined ? {} : { setIfAbsent: { ...setIfAbsent, ...this.#ttl(key, setIfAbsent) } }),
        };
      }
      case 'check':
        return write;
    }
  }

  #ttl(key: Key, item: Item): Item {
    const ttl = ttlOf(key, item, this.#retention);
    return ttl === null ? {} : { ttl };
  }
}

function shown(outcome: WriteOutcome): WriteOutcome {
  if (outcome.ok) return outcome;
  return {
    ok: false,
    failed: outcome.failed.map(({ index, item }) => ({ index, item: item === null ? null : withoutTtl(item) })),
  };
}

function withoutTtl({ ttl: _ttl, ...item }: Item): Item {
  return item;
}
