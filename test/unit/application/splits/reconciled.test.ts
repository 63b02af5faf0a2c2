import { describe, expect, it } from 'vitest';
import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';
import { d } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { aSplit, MIDNIGHT, SHARE, SplitDesk } from '../../../support/split-desk.ts';

const FIRST_TICK = MIDNIGHT + 30 * SECOND;

async function afterSplit(held: number, split = aSplit(4, 1)): Promise<SplitDesk> {
  const desk = await SplitDesk.holding(held);
  desk.source.told.push(split);
  await desk.tickAt(FIRST_TICK);
  return desk;
}

describe('a reconciliation around a split', () => {
  it('Given a venue that has booked it and a ledger that has not, Then it is applied first, and nothing differs', async () => {
    const desk = await SplitDesk.holding(10);
    const twin = await desk.twin();
    desk.source.told.push(aSplit(4, 1));
    twin.held.set(SHARE, d(40));
    desk.desk.now = FIRST_TICK;
    expect(await desk.reconcile('HALT_ON_MISMATCH', 'one')).toMatchObject({ outcome: 'agreed' });
    expect((await desk.position()).quantity.toFixed()).toBe('40');
    await checkMoney(desk.desk.ledger);
  });

  it('Given a service that knew of nothing at midnight, When the venue has booked it, Then it is asked again before anything is declared', async () => {
    const desk = await SplitDesk.holding(10);
    const twin = await desk.twin();
    await desk.tickAt(MIDNIGHT + MINUTE);
    twin.held.set(SHARE, d(40));
    desk.source.told.push(aSplit(4, 1));
    desk.desk.now = MIDNIGHT + 5 * 60 * MINUTE;
    expect(await desk.reconcile('AUTO_ADJUST', 'late')).toMatchObject({ drifts: [{ kind: 'unprotected' }] });
    const { account, quantity } = await desk.position();
    expect([quantity.toFixed(), account.equity.toFixed(), account.mode]).toEqual(['40', '10000', 'NORMAL']);
    expect(await desk.events()).toContain('SplitApplied');
  });

  it('Given half a share that comes to nothing held, Then it is no fraction of a split', async () => {
    const desk = await SplitDesk.holding(0);
    desk.source.told.push(aSplit(1, 10));
    await desk.tickAt(MIDNIGHT + MINUTE);
    const twin = await desk.twin();
    twin.held.set(SHARE, d('0.5'));
    const { drifts } = await desk.reconcile('WARN_ONLY', 'half');
    expect(drifts).toMatchObject([{ kind: 'unknown_position' }]);
    const again = await desk.reconcile('AUTO_ADJUST', 'half again');
    expect(again.outcome).toBe('resolved');
    expect(await desk.desk.ledger.readFill(SHARE, 'split#2026-01-06~fraction')).toBeNull();
    await checkMoney(desk.desk.ledger);
  });

  it('Given a ledger that has it and a venue that has not, Then nothing is concluded until it has', async () => {
    const desk = await afterSplit(10);
    const twin = await desk.twin();
    twin.held.set(SHARE, d(10));
    const early = await desk.reconcile('HALT_ON_MISMATCH', 'one');
    expect(early).toMatchObject({ outcome: 'unanswered', drifts: [] });
    expect(early.troubles.join()).toContain('has its shares of before the split still');
    expect((await desk.position()).account.mode).toBe('NORMAL');
    twin.held.set(SHARE, d(40));
    expect(await desk.reconcile('HALT_ON_MISMATCH', 'two')).toMatchObject({ outcome: 'agreed' });
  });

  it('Given a venue that does not book it for a week, Then it is drift', async () => {
    const desk = await afterSplit(10);
    (await desk.twin()).held.set(SHARE, d(10));
    desk.desk.now += 7 * DAY;
    expect(await desk.reconcile('HALT_ON_MISMATCH', 'one')).toMatchObject({
      outcome: 'halted',
      drifts: [{ kind: 'wrong_quantity' }],
    });
  });

  it('Given another difference than the split, Then it is drift', async () => {
    const desk = await afterSplit(10);
    (await desk.twin()).held.set(SHARE, d(9));
    expect(await desk.reconcile('HALT_ON_MISMATCH', 'one')).toMatchObject({ outcome: 'halted' });
  });

  it.each([
    ['a fraction that is paid out', 25, '2', '2500'],
    ['a fraction that is rounded up', 25, '3', '2500'],
    ['nothing but a fraction', 5, '0', '0'],
  ])(
    "Given %s, Then the venue's shares count, the money comes as it is paid, and profit is what it was",
    async (_name, held, atVenue, cost) => {
      const desk = await afterSplit(held, aSplit(1, 10));
      const before = await desk.position();
      const twin = await desk.twin();
      twin.held.set(SHARE, d(atVenue));
      if (atVenue === '0') twin.held.delete(SHARE);
      expect(await desk.reconcile('HALT_ON_MISMATCH', 'one')).not.toMatchObject({ outcome: 'halted' });
      const after = await desk.position();
      expect([after.quantity.toFixed(), after.cost.toFixed(), after.account.mode]).toEqual([atVenue, cost, 'NORMAL']);
      expect(after.account.cash.toFixed()).toBe(before.account.cash.toFixed());
      const ids = (await desk.desk.ledger.listFills(null)).map(({ id }) => id);
      expect(ids.filter((id) => id.includes('fraction'))).toEqual(['split#2026-01-06~fraction']);
      await checkMoney(desk.desk.ledger);
      const paid = before.quantity.minus(atVenue).times(1_000);
      twin.movements.push({ id: 'n1', kind: 'result', amount: paid, what: 'SSP cash in lieu' });
      twin.cash = twin.cash.plus(paid);
      desk.desk.now += MINUTE;
      expect(await desk.reconcile('HALT_ON_MISMATCH', 'two')).toMatchObject({ outcome: 'agreed' });
      const end = await desk.position();
      const worth = end.account.cash.plus(end.quantity.times(1_000));
      expect(worth.toFixed()).toBe('10000');
      expect(await desk.faults()).toEqual([]);
      await checkMoney(desk.desk.ledger);
    },
  );

  it('Given a mode that only warns, Then the fraction is told, not taken over', async () => {
    const desk = await afterSplit(25, aSplit(1, 10));
    (await desk.twin()).held.set(SHARE, d(2));
    expect(await desk.reconcile('WARN_ONLY', 'one')).toMatchObject({ outcome: 'drift' });
    expect((await desk.position()).quantity.toFixed()).toBe('2.5');
  });

  it('Given splits that nobody tells, Then nothing is concluded, and nothing halts', async () => {
    const desk = await SplitDesk.holding(10);
    (await desk.twin()).held.set(SHARE, d(40));
    desk.source.isSilent = true;
    desk.desk.now = FIRST_TICK;
    const found = await desk.reconcile('HALT_ON_MISMATCH', 'one');
    expect(found).toMatchObject({ outcome: 'unanswered', troubles: [expect.stringContaining('splits of ACME')] });
    expect((await desk.position()).account.mode).toBe('NORMAL');
  });

  it('Given a reconciliation that dies anywhere while it takes over a fraction, Then the end is the undisturbed one', async () => {
    const endOf = async (point: number | null) => {
      const desk = await afterSplit(25, aSplit(1, 10));
      (await desk.twin()).held.set(SHARE, d(2));
      const { points } = desk.desk;
      points.arm(point);
      await unlessDead(desk.reconcile('HALT_ON_MISMATCH', 'one'));
      const calls = points.calls.length;
      points.arm(null);
      const { outcome } = await desk.reconcile('HALT_ON_MISMATCH', 'one');
      const fills = (await desk.desk.ledger.listFills(null)).map(({ id }) => id);
      return { calls, end: { outcome, fills, quantity: (await desk.position()).quantity.toFixed() } };
    };
    const undisturbed = await endOf(null);
    for (let point = 0; point < undisturbed.calls * 2; point += 1)
      expect({ point, end: (await endOf(point)).end }).toEqual({ point, end: undisturbed.end });
  });
});
