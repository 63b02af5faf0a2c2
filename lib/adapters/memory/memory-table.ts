import type { Clock } from '#application/ports/clock.ts';
import { type Instant, MINUTE } from '#domain/shared/instant.ts';
import { requestToken } from '../table/canonical-text.ts';
import { isExpired } from '../table/expiry.ts';
import type { FailedCondition, Item, Key, Table, Write, WriteOutcome } from '../table/table.ts';
import { applyWrite, freezeItem, keyOf } from './apply-write.ts';
import { holds } from './evaluate-condition.ts';

/** As DynamoDB: how long the token of a transaction is remembered, and how many items one may touch. */
const TOKEN_LIFETIME = 10 * MINUTE;
const MAX_TRANSACTION_ITEMS = 100;

interface RememberedToken {
  readonly content: string;
  readonly until: Instant;
}

/**
 * A `Table` in memory that answers as DynamoDB does. Each call takes effect as a whole before it
 * returns its promise, so concurrent callers are serialised. Items are frozen copies on the way in and out.
 */
export class MemoryTable implements Table {
  readonly #clock: Clock;
  readonly #partitions = new Map<string, Map<string, Item>>();
  readonly #tokens = new Map<string, RememberedToken>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(key: Key): Promise<Item | null> {
    return this.#read(key);
  }

  async getMany(keys: readonly Key[]): Promise<readonly Item[]> {
    return keys.map((key) => this.#read(key)).filter((item) => item !== null);
  }

  async query(pk: string, from = ''): Promise<readonly Item[]> {
    const sortKeys = [...(this.#partitions.get(pk)?.keys() ?? [])].filter((sk) => byBytes(sk, from) >= 0);
    return this.getMany(sortKeys.sort(byBytes).map((sk) => ({ pk, sk })));
  }

  async queryOpenOrders(openPk: string): Promise<readonly Key[]> {
    return [...this.#partitions.values()]
      .flatMap((items) => [...items.values()])
      .filter((item) => item.openPk === openPk && typeof item.openSk === 'string')
      .sort((a, b) => byBytes(String(a.openSk), String(b.openSk)))
      .map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  }

  async write(write: Write): Promise<WriteOutcome> {
    return this.#apply([write]);
  }

  async transact(writes: readonly Write[], token: string): Promise<WriteOutcome> {
    this.#forgetOldTokens();
    assertTransaction(writes);
    const content = requestToken(writes);
    const remembered = this.#tokens.get(token);
    if (remembered !== undefined) {
      if (remembered.content !== content) {
        throw new Error(`transaction: token ${token} was used for other writes, expected the same ones`);
      }
      return { ok: true };
    }
    const outcome = this.#apply(writes);
    if (outcome.ok) {
      this.#tokens.set(token, { content, until: this.#clock.now() + TOKEN_LIFETIME });
    }
    return outcome;
  }

  /** Every item, expired ones too, by partition and sort key: for tests and comparisons. */
  dump(): (Item & Key)[] {
    return [...this.#partitions]
      .sort(([a], [b]) => byBytes(a, b))
      .flatMap(([pk, items]) =>
        [...items].sort(([a], [b]) => byBytes(a, b)).map(([sk, item]) => ({ ...freezeItem(item), pk, sk })),
      );
  }

  #read({ pk, sk }: Key): Item | null {
    const item = this.#partitions.get(pk)?.get(sk);
    return item === undefined || isExpired(item, this.#clock.now()) ? null : freezeItem(item);
  }

  #stored({ pk, sk }: Key): Item | null {
    return this.#partitions.get(pk)?.get(sk) ?? null;
  }

  #apply(writes: readonly Write[]): WriteOutcome {
    const failed: FailedCondition[] = writes.flatMap((write, index) => {
      const item = this.#stored(keyOf(write));
      const isMet = (write.when ?? []).every((condition) => holds(condition, item));
      return isMet ? [] : [{ index, item: item === null ? null : freezeItem(item) }];
    });
    if (failed.length > 0) {
      return { ok: false, failed };
    }
    const results = writes.map((write) => ({ key: keyOf(write), item: applyWrite(write, this.#stored(keyOf(write))) }));
    for (const { key, item } of results) {
      if (item !== null) {
        this.#store(key, item);
      }
    }
    return { ok: true };
  }

  #store({ pk, sk }: Key, item: Item): void {
    const partition = this.#partitions.get(pk) ?? new Map<string, Item>();
    partition.set(sk, item);
    this.#partitions.set(pk, partition);
  }

  #forgetOldTokens(): void {
    for (const [token, { until }] of this.#tokens) {
      if (until > this.#clock.now()) {
        return;
      }
      this.#tokens.delete(token);
    }
  }
}

function assertTransaction(writes: readonly Write[]): void {
  const keys = new Set(writes.map(keyOf).map(({ pk, sk }) => JSON.stringify([pk, sk])));
  if (keys.size !== writes.length || writes.length === 0 || writes.length > MAX_TRANSACTION_ITEMS) {
    throw new Error(
      `transaction: received ${writes.length} writes of ${keys.size} items, expected 1 to ${MAX_TRANSACTION_ITEMS}, each of its own`,
    );
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
