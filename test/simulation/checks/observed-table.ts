import { keyOf } from '#adapters/memory/apply-write.ts';
import type { Item, Key, Table, Write, WriteOutcome } from '#adapters/table/table.ts';

/** A table that shows what each write has left behind, before anything else can happen. */
export class ObservedTable implements Table {
  readonly #table: Table;
  readonly #onWritten: (items: readonly Item[]) => void;
  readonly #onWrite: () => void;

  constructor(table: Table, onWrite: () => void, onWritten: (items: readonly Item[]) => void) {
    this.#table = table;
    this.#onWrite = onWrite;
    this.#onWritten = onWritten;
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

  write(write: Write): Promise<WriteOutcome> {
    return this.#shown(this.#table.write(write), [write]);
  }

  transact(writes: readonly Write[], token: string): Promise<WriteOutcome> {
    return this.#shown(this.#table.transact(writes, token), writes);
  }

  async #shown(written: Promise<WriteOutcome>, writes: readonly Write[]): Promise<WriteOutcome> {
    this.#onWrite();
    // Asked in the same breath as the write: the memory table answers as of now.
    const left = this.#table.getMany(writes.map(keyOf));
    const outcome = await written;
    if (outcome.ok) this.#onWritten(await left);
    return outcome;
  }
}
