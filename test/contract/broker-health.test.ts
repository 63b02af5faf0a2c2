import { describe, expect, it } from 'vitest';
import type { Table } from '#adapters/table/table.ts';
import { TableBrokerHealth } from '#adapters/table/table-broker-health.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { type BrokerHealth, HEALTHY } from '#domain/brokers/broker-health.ts';
import { afterFailures } from '#domain/brokers/circuit.ts';
import { rateLimitOf, take } from '#domain/brokers/token-bucket.ts';
import { describeEachTable, NOW } from './support/each-table.ts';
import { ACCOUNT, OPENING, sessionOf } from './support/trading-desk.ts';

const fail = (health: BrokerHealth): BrokerHealth => ({
  ...health,
  circuit: afterFailures(health.circuit, 1, NOW, NOW),
});

/** The health as one function, in its own process, has it. */
function aFunction(table: Table, clock = { now: () => NOW }): TableBrokerHealth {
  return new TableBrokerHealth({ table, account: ACCOUNT, clock });
}

describeEachTable('BrokerHealthStore', (createTable) => {
  it('Given nothing recorded, When it is read, Then the broker is well, and a change of nothing writes nothing', async () => {
    const table = await createTable();
    const store = aFunction(table);
    expect(await store.current()).toEqual(HEALTHY);
    expect(await store.update((health) => health)).toEqual(HEALTHY);
    expect(await table.query(`ACCOUNT#${ACCOUNT}`)).toEqual([]);
  });

  it('Given four functions that saw the same, When each records a failure, Then all four count', async () => {
    const table = await createTable();
    const stores = [1, 2, 3, 4].map(() => aFunction(table));
    await Promise.all(stores.map((store) => store.current()));
    await Promise.all(stores.map((store) => store.update(fail)));
    expect((await aFunction(table).current()).circuit).toEqual({ state: 'CLOSED', failures: 4, since: 0 });
  });

  it('Given a function that has never looked, or an old look, When it records, Then it goes on from what is there', async () => {
    const table = await createTable();
    const old = aFunction(table);
    await old.current();
    await aFunction(table).update(fail);
    expect((await aFunction(table).update(fail)).circuit.failures).toBe(2);
    expect((await old.update(fail)).circuit.failures).toBe(3);
  });

  it('Given two readers and one bucket, When both take at once, Then together they take no more than it has', async () => {
    const table = await createTable();
    const limit = rateLimitOf(200);
    const drain = (store: TableBrokerHealth) =>
      store.update((health) => ({ ...health, fullAt: take(20, health.fullAt, limit, NOW) }));
    await Promise.all([drain(aFunction(table)), drain(aFunction(table))]);
    expect((await aFunction(table).current()).fullAt).toBe(NOW + 40 * limit.interval);
  });

  it('Given an account, When its partition is read, Then the health comes with it, both in the view and in the store', async () => {
    const table = await createTable();
    const store = aFunction(table);
    const ledger = new TableLedger(table, ACCOUNT, (record) => store.see(record));
    await ledger.openSession(sessionOf('s1'), OPENING);
    expect((await ledger.readAccount())?.broker).toBeNull();
    await aFunction(table).update(fail);
    expect((await store.current()).circuit.failures).toBe(0);
    expect((await ledger.readAccount())?.broker?.circuit.failures).toBe(1);
    expect((await store.current()).circuit.failures).toBe(1);
  });
});

describe('TableBrokerHealth', () => {
  const item = { pk: `ACCOUNT#${ACCOUNT}`, sk: 'BROKER' };

  /** A table that answers one read after the other, and loses every write. */
  function aTable(changes: Partial<Table>): Table {
    const refuse = async (): Promise<never> => {
      throw new Error('the test expects no such call');
    };
    return {
      get: refuse,
      getMany: refuse,
      query: refuse,
      queryOpenOrders: refuse,
      write: refuse,
      transact: refuse,
      ...changes,
    };
  }

  it('Given what was seen, When it is asked for within ten seconds, Then no call is made; later, one', async () => {
    let [now, reads] = [NOW, 0];
    const get = async () => {
      reads += 1;
      return null;
    };
    const store = aFunction(aTable({ get }), { now: () => now });
    store.see(null);
    now += 9_999;
    await store.current();
    expect(reads).toBe(0);
    now += 1;
    await store.current();
    await store.current();
    expect(reads).toBe(1);
  });

  it('Given a race that is never won, When a change is written, Then it throws and names it', async () => {
    const write = async () => ({ ok: false, failed: [{ index: 0, item: null }] }) as const;
    const get = async () => null;
    await expect(aFunction(aTable({ get, write })).update(fail)).rejects.toThrow('8 writes in a row lost');
  });

  it('Given a record that is not ours, When it is seen, Then it is refused by name', () => {
    expect(() => aFunction(aTable({})).see({ ...item, state: 'AJAR' })).toThrow('CLOSED | OPEN | HALF_OPEN');
  });
});
