import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CashMovement, explainingMovements } from '#domain/reconciliation/cash-movement.ts';
import type { ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { d } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { ReconcileDesk } from '../../../support/reconcile-desk.ts';

const FEE: CashMovement = { id: 'n2', kind: 'result', amount: d('-0.02'), what: 'FEE regulatory' };
const DEPOSIT: CashMovement = { id: 'n3', kind: 'transfer', amount: d(500), what: 'CSD' };
/** Before the account was opened here: it is in the opening cash. */
const EARLIER: CashMovement = { id: 'n1', kind: 'transfer', amount: d(10_000), what: 'CSD' };

/** A broker whose cash has moved by these, and that lists them. */
async function aDeskWith(...movements: readonly CashMovement[]): Promise<ReconcileDesk> {
  const desk = await ReconcileDesk.open();
  desk.twin.movements.push(EARLIER, ...movements);
  desk.twin.cash = movements.reduce((cash, { amount }) => cash.plus(amount), desk.twin.cash);
  return desk;
}

async function accountOf({ ledger }: ReconcileDesk) {
  const account = (await ledger.readAccount())?.account;
  if (account === undefined) throw new Error('there is no account');
  return account;
}

async function declaredBy({ ledger }: ReconcileDesk): Promise<readonly string[]> {
  return (await ledger.listCashAdjustments()).map(
    ({ amount, id, movement }) => `${id} ${amount} ${movement?.what ?? 'unexplained'}`,
  );
}

describe('cash that moved without a trade', () => {
  it.each(['AUTO_ADJUST', 'HALT_ON_MISMATCH', 'MANUAL_APPROVAL'] as const)(
    'Given a fee and a deposit, When it is reconciled with %s, Then both are booked as the venue tells them, once',
    async (mode) => {
      const desk = await aDeskWith(FEE, DEPOSIT);
      const before = await accountOf(desk);
      expect(await desk.reconcile(mode)).toMatchObject({ outcome: 'agreed' });
      expect(await declaredBy(desk)).toEqual(['movement#n2 -0.02 FEE regulatory', 'movement#n3 500 CSD']);
      const after = await accountOf(desk);
      expect([after.cash, after.equity, after.peak, after.dayStartEquity].map(String)).toEqual([
        String(before.cash.plus('499.98')),
        String(before.equity.plus('499.98')),
        String(before.peak.plus(500)),
        String(before.dayStartEquity.plus(500)),
      ]);
      expect(after.mode).toBe('NORMAL');
      await checkMoney(desk.ledger);
      await desk.reconcile(mode);
      expect(await declaredBy(desk)).toHaveLength(2);
    },
  );

  it('Given a mode that only warns, Then it is drift', async () => {
    const desk = await aDeskWith(FEE);
    expect(await desk.reconcile('WARN_ONLY')).toMatchObject({ outcome: 'drift', drifts: [{ kind: 'wrong_cash' }] });
    expect(await declaredBy(desk)).toEqual([]);
  });

  it('Given cash that the list does not explain to the last digit, Then nothing of it is believed', async () => {
    const desk = await aDeskWith(FEE);
    desk.twin.cash = desk.twin.cash.plus(5);
    expect(await desk.reconcile('HALT_ON_MISMATCH')).toMatchObject({ outcome: 'halted' });
    expect(await declaredBy(desk)).toEqual([]);
  });

  it('Given a list that is not answered, Then nothing is concluded, and nothing halts', async () => {
    const desk = await aDeskWith(FEE);
    desk.twin.silent.add('listCashMovements');
    const done = await desk.reconcile('HALT_ON_MISMATCH');
    expect(done).toMatchObject({ outcome: 'unanswered', troubles: [expect.stringContaining('cash movements')] });
    expect((await accountOf(desk)).mode).toBe('NORMAL');
  });

  it('Given cash that agrees, Then nobody asks', async () => {
    const desk = await ReconcileDesk.open();
    desk.twin.silent.add('listCashMovements');
    expect(await desk.reconcile('AUTO_ADJUST')).toMatchObject({ outcome: 'agreed' });
  });

  it('Given a crash at any call, When it is gone on with, Then the end is the undisturbed one', async () => {
    const end = async (point: number | null, mode: ReconciliationMode = 'HALT_ON_MISMATCH') => {
      const desk = await aDeskWith(FEE, DEPOSIT);
      const { id } = await desk.request(mode);
      const { points } = desk.desk;
      points.arm(point);
      let died = false;
      for (let step = 0; step < 100; step += 1) {
        const outcome = await unlessDead(desk.advance(id));
        died ||= outcome === null;
        if (outcome?.kind === 'done') break;
        desk.desk.now += 5 * SECOND;
      }
      const calls = points.calls.length;
      points.arm(null);
      const { outcome } = await desk.stored(id);
      const { cash, equity, peak } = await accountOf(desk);
      const money = [cash, equity, peak].map(String);
      return { calls, died, end: { outcome, money, declared: await declaredBy(desk) } };
    };
    const undisturbed = await end(null);
    for (let point = 0; point < undisturbed.calls * 2; point += 1)
      expect({ point, ...(await end(point)) }).toMatchObject({ point, died: true, end: undisturbed.end });
  });
});

describe('explainingMovements', () => {
  const movement = (cents: number, index: number): CashMovement => ({
    id: String(index),
    kind: 'result',
    amount: new Decimal(cents).div(100),
    what: 'FEE',
  });
  const cents = fc.array(fc.integer({ min: -500, max: 500 }), { maxLength: 12 });

  it('Given any movements and any of the last of them new, Then what is found comes to the difference, and is the end of the list', () => {
    fc.assert(
      fc.property(cents, fc.nat(12), (list, from) => {
        const movements = list.map(movement);
        const difference = movements.slice(from).reduce((sum, { amount }) => sum.plus(amount), d(0));
        const found = explainingMovements(movements, difference);
        if (from >= movements.length && found === null) return;
        expect(found).not.toBeNull();
        const sum = (found ?? []).reduce((total, { amount }) => total.plus(amount), d(0));
        expect(sum.toFixed()).toBe(difference.toFixed());
        expect(movements.slice(movements.length - (found ?? []).length)).toEqual(found);
      }),
    );
  });
});
