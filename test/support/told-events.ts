import type { MemoryTable } from '#adapters/memory/memory-table.ts';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import { accountOf, readBefore, readChange } from '#adapters/table/read-change.ts';
import type { Item, Key, Table } from '#adapters/table/table.ts';
import type { LedgerMove } from '#domain/events/events-of-move.ts';

/** What the stream tells of one write; `null`: nothing of interest. */
export function moveOf(key: Key, before: Item | null, after: Item | null, at: number): LedgerMove | null {
  const write = { key, before, after, sequence: '1' };
  const change = readChange(write);
  return change === null ? null : { account: accountOf(key), at, change, before: readBefore(write) };
}

/** Notes every write of a table from here on, with the images before and after, as its stream does. */
export function noteMoves(table: MemoryTable, now: () => number): readonly LedgerMove[] {
  const moves: LedgerMove[] = [];
  const noted = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    const before = byKey(table);
    const result = await write();
    const after = byKey(table);
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [old, item] = [before.get(name) ?? null, after.get(name) ?? null];
      const key = keyOf(item ?? old);
      if (old !== null && item !== null && canonicalText(old) === canonicalText(item)) continue;
      const move = moveOf(key, old, item, now());
      if (move !== null) moves.push(move);
    }
    return result;
  };
  const write = table.write.bind(table);
  const transact = table.transact.bind(table);
  Object.assign(table, {
    write: (one) => noted(() => write(one)),
    transact: (all, token) => noted(() => transact(all, token)),
  } satisfies Pick<Table, 'write' | 'transact'>);
  return moves;
}

function byKey(table: MemoryTable): ReadonlyMap<string, Item & Key> {
  return new Map(table.dump().map((item) => [`${item.pk} ${item.sk}`, item]));
}

function keyOf(item: (Item & Key) | null): Key {
  if (item === null) throw new Error('expected an item');
  return { pk: item.pk, sk: item.sk };
}
