import type { Item, Key, Table, Write, WriteOutcome } from '#adapters/table/table.ts';
import type { Engine } from '../engine/engine.ts';
import type { Effect, Invocation } from '../engine/invocation.ts';

/** What a table throws when its client has given up. */
class TableError extends Error {
  override readonly name = 'TableError';
}

const LATENCY = [1, 20] as const;
const SLOW = 2_500;

/** The open-orders index as it was some time ago. */
export interface LaggingIndex {
  lookBack(): readonly Key[] | null;
  remember(keys: readonly Key[]): void;
}

/** DynamoDB as one call of the ledger has it, `label` the ledger's method. */
export function faultyTable(
  invocation: Invocation,
  engine: Engine,
  table: Table,
  index: LaggingIndex,
  label: string,
): Table {
  const read = <T>(name: string, ask: () => Promise<T>) =>
    invocation.call(`${label}.${name}`, LATENCY, () => faultyRead(engine, ask));
  const write = (name: string, tell: () => Promise<WriteOutcome>) =>
    invocation.call(`${label}.${name}`, LATENCY, () => faultyWrite(engine, tell));
  return {
    get: (key: Key) => read<Item | null>('get', () => table.get(key)),
    getMany: (keys: readonly Key[]) => read('getMany', () => table.getMany(keys)),
    query: (pk: string, from?: string) => read('query', () => table.query(pk, from)),
    queryOpenOrders: (openPk: string) => read('queryOpenOrders', () => askIndex(engine, table, index, openPk)),
    write: (item: Write) => write('write', () => table.write(item)),
    transact: (writes: readonly Write[], token: string) => write('transact', () => table.transact(writes, token)),
  };
}

async function askIndex(engine: Engine, table: Table, index: LaggingIndex, openPk: string): Promise<readonly Key[]> {
  const older = index.lookBack();
  if (older !== null && engine.faults.strikes('index_stale')) return older;
  const keys = await table.queryOpenOrders(openPk);
  index.remember(keys);
  return keys;
}

function faultyRead<T>({ faults }: Engine, ask: () => Promise<T>): Effect<T> {
  if (faults.strikes('table_throttled')) return failed('ThrottlingException');
  const answer = ask();
  return faults.strikes('table_slow') ? { answer, delay: SLOW, note: 'slow' } : { answer };
}

function faultyWrite({ faults }: Engine, tell: () => Promise<WriteOutcome>): Effect<WriteOutcome> {
  const fault = faults.firstOf(
    'table_throttled',
    'table_conflict',
    'table_answer_lost',
    'table_asked_twice',
    'table_slow',
  );
  switch (fault) {
    case 'table_throttled':
      return failed('ThrottlingException');
    case 'table_conflict':
      return failed('TransactionConflict');
    case 'table_answer_lost':
      void tell();
      return failed('written, TimeoutError');
    case 'table_asked_twice':
      void tell();
      return { answer: tell(), note: 'twice' };
    case 'table_slow':
      return { answer: tell(), delay: SLOW, note: 'slow' };
    case null:
      return { answer: tell() };
  }
}

function failed<T>(message: string): Effect<T> {
  return { answer: null as never, error: new TableError(`fault: ${message}`), note: message };
}
