import { describe, expect, it } from 'vitest';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import { accountKey, symbolKey } from '#adapters/table/keys.ts';
import { openSymbolsWith } from '#domain/accounts/account-accounting.ts';
import { reservationOf } from '#domain/orders/reservation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { d, SYMBOL } from '../../../support/builders.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { OTHER, ReconcileDesk } from '../../../support/reconcile-desk.ts';

const ACCOUNT = 'main';

/** What a hand in the table, or a restore of half of it, may leave. */
const DAMAGES: Readonly<Record<string, (desk: ReconcileDesk) => Promise<void>>> = {
  async 'cash that no order holds'({ desk }) {
    await desk.table.write({ kind: 'update', key: accountKey(ACCOUNT), add: { reserved: d('12.5') } });
  },
  async 'quantities that no order holds'({ desk }) {
    await desk.table.write({
      kind: 'update',
      key: symbolKey(ACCOUNT, SYMBOL),
      add: { exitReserved: d(-3), entryReserved: d(7) },
    });
  },
  async 'orders that the rows have lost'({ desk }) {
    const remove = ['entryOrders', 'entryReserved'];
    await desk.table.write({ kind: 'update', key: symbolKey(ACCOUNT, OTHER), remove });
    await desk.table.write({ kind: 'update', key: accountKey(ACCOUNT), removeFrom: { openSymbols: OTHER } });
  },
  async 'orders that there are none of'({ desk }) {
    await desk.table.write({ kind: 'update', key: symbolKey(ACCOUNT, SYMBOL), addTo: { exitOrders: 'f'.repeat(32) } });
  },
};

async function promisesOf({ ledger }: ReconcileDesk) {
  const view = await ledger.readAccount();
  return {
    reserved: view?.account.reserved.toFixed(),
    open: [...(view?.account.openSymbols ?? [])].sort(),
    rows: [...(view?.positions.values() ?? [])].map(
      ({ entryOrders, entryReserved, exitOrders, exitReserved, symbol }) =>
        `${symbol} ${entryReserved} ${exitReserved} ${[...entryOrders, ...exitOrders]}`,
    ),
  };
}

async function repairsOf({ ledger }: ReconcileDesk) {
  return (await ledger.listRiskEvents()).filter(({ kind }) => kind === 'ReservationRepaired');
}

describe('rows that promise what no order holds', () => {
  it.each(
    Object.keys(DAMAGES).flatMap((damage) =>
      (['WARN_ONLY', 'HALT_ON_MISMATCH'] as const).map((mode) => [damage, mode]),
    ),
  )(
    'Given %s, When it is reconciled with %s, Then they are right again, told once, and no drift',
    async (damage, mode) => {
      const desk = await ReconcileDesk.open();
      const sound = await promisesOf(desk);
      await DAMAGES[damage]?.(desk);
      expect(await promisesOf(desk)).not.toEqual(sound);
      expect(await desk.reconcile(mode as 'WARN_ONLY')).toMatchObject({ outcome: 'agreed', drifts: [] });
      expect(await promisesOf(desk)).toEqual(sound);
      expect(await repairsOf(desk)).toMatchObject([{ severity: 'critical' }]);
      const after = canonicalText(desk.desk.table.dump());
      expect(after).not.toContain('"entryOrders":<>');
      await desk.reconcile(mode as 'WARN_ONLY');
      expect(await repairsOf(desk)).toHaveLength(1);
    },
  );

  it('Given nothing wrong, Then nothing is written', async () => {
    const desk = await ReconcileDesk.open();
    await desk.reconcile('AUTO_ADJUST');
    expect(await repairsOf(desk)).toEqual([]);
  });

  it('Given an order that ends between the read and the repair, Then nothing is repaired over it', async () => {
    const desk = await ReconcileDesk.open();
    await DAMAGES['cash that no order holds']?.(desk);
    const order = await desk.ledger.readOrder(desk.limitId);
    const held = order === null ? d(0) : reservationOf(order).cash;
    const { transact } = desk.desk.table;
    let raced = false;
    desk.desk.table.transact = async (...args) => {
      if (!raced) {
        raced = true;
        await desk.desk.table.write({ kind: 'update', key: accountKey(ACCOUNT), add: { reserved: held.negated() } });
      }
      return transact.apply(desk.desk.table, args);
    };
    const { id } = await desk.request('WARN_ONLY');
    await desk.advance(id);
    expect(await repairsOf(desk)).toEqual([]);
    expect((await promisesOf(desk)).reserved).toBe('12.5');
  });

  it('Given a crash at any call, When it is gone on with, Then the rows are right and it was told once', async () => {
    const open = async () => {
      const desk = await ReconcileDesk.open();
      await DAMAGES['orders that the rows have lost']?.(desk);
      return desk;
    };
    const undisturbed = await open();
    undisturbed.desk.points.arm(null);
    await undisturbed.advance((await undisturbed.request('WARN_ONLY')).id);
    const calls = undisturbed.desk.points.calls.length;
    await undisturbed.reconcile('WARN_ONLY');
    const sound = await promisesOf(undisturbed);
    for (let point = 0; point < calls * 2; point += 1) {
      const desk = await open();
      const { id } = await desk.request('WARN_ONLY');
      desk.desk.points.arm(point);
      const outcome = await unlessDead(desk.advance(id));
      desk.desk.points.arm(null);
      desk.desk.now += 5 * SECOND;
      expect(await desk.finish(id)).toMatchObject({ outcome: 'agreed' });
      expect({ point, outcome: outcome?.kind ?? 'dead', promises: await promisesOf(desk) }).toMatchObject({
        point,
        promises: sound,
      });
      expect(await repairsOf(desk)).toHaveLength(1);
    }
  });

  it('Given a symbol that is neither held nor about to be, Then it is open no more', async () => {
    const desk = await ReconcileDesk.open();
    const position = (await desk.ledger.readAccount())?.positions.get(OTHER);
    if (position === undefined) throw new Error('there is no row');
    const idle = { ...position, entryReserved: d(0), entryOrders: new Set<string>() };
    expect([...openSymbolsWith(new Set([OTHER, SYMBOL]), idle, d('0.01'))]).toEqual([SYMBOL]);
  });
});
