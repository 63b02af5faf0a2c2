import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { ResilientBroker } from '#adapters/resilience/resilient-broker.ts';
import type { Item, Key, Table, Value, Write } from '#adapters/table/table.ts';
import { TableBrokerHealth } from '#adapters/table/table-broker-health.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { BrokerHealth } from '#domain/brokers/broker-health.ts';
import { acknowledgeOrder, createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { OPENING, sessionOf, UNBOUND } from '../../contract/support/trading-desk.ts';
import { aBroker, aSentOrder } from '../../support/broker-builders.ts';
import { anIntent } from './an-intent.ts';

const AT = Date.UTC(2026, 0, 5, 14, 30);
const SESSION_ID = 'fedcba9876543210fedcba9876543210';
const REQUEST_ID = '8f2c1d5e-6a7b-4c3d-9e0f-1a2b3c4d5e6f';

/** Bytes of an item as DynamoDB bills them: names and texts in UTF-8, a byte for each two digits of a number. */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'boolean') return 1;
  if (Decimal.isDecimal(value)) return Math.ceil(value.precision() / 2) + 2;
  if (value instanceof Set) return 3 + [...value].reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if (Array.isArray(value)) return value.reduce((sum: number, member: Value) => sum + 1 + sizeOfValue(member), 3);
  return 3 + Object.keys(value).length + sizeOf(value as Item);
}

/** Adds up the write units that the table would bill: one a KB, twice in a transaction, one for each index entry that changes. */
class MeteredTable extends MemoryTable implements Table {
  units = 0;
  calls = 0;

  override async get(key: Key) {
    this.calls += 1;
    return super.get(key);
  }

  override async query(pk: string, from?: string) {
    this.calls += 1;
    return super.query(pk, from);
  }

  override async write(write: Write) {
    return this.#meter([write], 1, () => super.write(write));
  }

  override async transact(writes: readonly Write[], token: string) {
    return this.#meter(writes, 2, () => super.transact(writes, token));
  }

  async #meter<Outcome>(writes: readonly Write[], factor: number, act: () => Promise<Outcome>): Promise<Outcome> {
    this.calls += 1;
    const keys = writes.map((write) => (write.kind === 'put' ? write.item : write.key));
    const before = await this.getMany(keys);
    const outcome = await act();
    const after = await this.getMany(keys);
    this.units += after.reduce((sum, item) => sum + factor * Math.ceil(sizeOf(item) / 1024), 0);
    const entries = (items: readonly Item[]) => items.flatMap(({ openSk }) => (openSk === undefined ? [] : [openSk]));
    this.units += Number(entries(before).join() !== entries(after).join());
    return outcome;
  }
}

/** A session that runs, and the broker behind its circuit, as a function has them. */
async function aDesk() {
  const clock = { now: () => AT };
  const table = new MeteredTable(clock);
  const health = new TableBrokerHealth({ table, account: 'paper', clock });
  const ledger = new TableLedger(table, 'paper', (record) => health.see(record));
  const session = sessionOf(SESSION_ID, { account: 'paper' });
  await ledger.openSession(session, OPENING);
  await ledger.commitSession(session, { ...session, status: 'RUNNING', version: 2 });
  const reports = { onAnswer: () => {}, onSlowOrder: () => {}, onCircuit: () => {}, onHealthLost: () => {} };
  const tools = { health, clock, reports, sleep: async () => {}, random: () => 0, timer: () => 0 };
  const venue = aBroker({ placeOrder: async () => ({ kind: 'accepted', brokerOrderId: REQUEST_ID }) });
  return { table, health, ledger, broker: new ResilientBroker(venue, tools) };
}

describe('what an order costs', () => {
  it.each([
    ['nothing recorded of the broker', (): Partial<BrokerHealth> => ({})],
    [
      'a bucket that readers have taken from, and a quiet that is over',
      () => ({ fullAt: AT + 30_000, blockedUntil: AT }),
    ],
  ])(
    'Given %s, When an order is authorised, sent and acknowledged, Then that is two calls, one after, at most 10 write units, and items of 1 KB',
    async (_, changes) => {
      const { table, health, ledger, broker } = await aDesk();
      await health.update((seen) => ({ ...seen, ...changes() }));
      table.units = 0;
      table.calls = 0;
      const account = (await ledger.readAccount())?.account;
      if (account === undefined) throw new Error('no account');
      const order = submitOrder(createOrder(anIntent({ sessionId: SESSION_ID }), AT), REQUEST_ID, AT);
      const view = { account, position: emptyPosition('BTC/USD') };
      expect(await ledger.authorise(order, view, UNBOUND)).toEqual({ kind: 'authorised' });
      expect(table.calls).toBe(2);
      expect(await broker.placeOrder(aSentOrder())).toMatchObject({ kind: 'accepted' });
      expect(table.calls).toBe(2);
      expect(await ledger.commitOrder(order, acknowledgeOrder(order, REQUEST_ID, AT + 40))).toBe('committed');
      expect(table.calls).toBe(3);

      expect(table.units).toBeLessThanOrEqual(10);
      const items = table.dump().filter(({ pk }) => !pk.startsWith('SESSIONS#'));
      const sizes = Object.fromEntries(items.map((item) => [item.sk, sizeOf(item)]));
      expect(Math.max(...Object.values(sizes))).toBeLessThanOrEqual(1024);
    },
  );
});
