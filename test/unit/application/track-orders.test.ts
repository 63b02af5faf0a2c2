import { describe, expect, it } from 'vitest';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import { applyVenueFill } from '#application/apply-venue-fill.ts';
import type { VenueFill } from '#application/ports/broker.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { recordOrderEvent } from '#domain/trading/order-lifecycle.ts';
import { anIntent, barsOf, d, SYMBOL, T0 } from '../../support/builders.ts';
import { Crash } from '../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

const BARS = barsOf([100, 101]);

async function aDeskWithOrder(): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan(), BARS);
  await desk.start();
  await desk.place(anIntent({ sessionId: desk.sessionId }));
  return desk;
}

function aVenueFill(changes: Partial<VenueFill> = {}): VenueFill {
  const identity = { id: 'x1', sequence: '000000000009', clientOrderId: anIntent().clientOrderId, symbol: SYMBOL };
  return { ...identity, side: 'buy', quantity: d(4), price: d(100), fee: d(1), time: T0, ...changes };
}

async function ledgerText(desk: PaperDesk): Promise<string> {
  return canonicalText(desk.table.dump());
}

describe('trackOrders', () => {
  it('Given a fill at the venue, Then order, position, cash and reservation move once, however often it is tracked', async () => {
    const desk = await aDeskWithOrder();
    await desk.track();
    const once = await ledgerText(desk);
    await desk.track();
    expect(await ledgerText(desk)).toBe(once);
    const view = await desk.ledger.readAccount();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'FILLED' });
    expect(view?.account.cash.toFixed()).toBe('8998.4995');
    expect([view?.account.reserved.toFixed(), view?.positions.get(SYMBOL)?.quantity.toFixed()]).toEqual(['0', '10']);
  });

  it('Given a crash at every point, When the tick comes again, Then the ledger is the undisturbed one', async () => {
    const undisturbed = await aDeskWithOrder();
    undisturbed.points.arm(null);
    await undisturbed.track();
    const points = undisturbed.points.calls.length * 2;
    expect(points).toBeGreaterThanOrEqual(12);
    for (let point = 0; point < points; point++) {
      const desk = await aDeskWithOrder();
      desk.points.arm(point);
      await expect(desk.track(), `point ${point}`).rejects.toThrow(Crash);
      desk.points.arm(null);
      await desk.track();
      expect(await ledgerText(desk), `point ${point}`).toBe(await ledgerText(undisturbed));
    }
  });

  it('Given an order that the ledger holds for SUBMITTED but the venue has, Then it is adopted after its invocation’s time', async () => {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    desk.points.arm(6);
    await expect(desk.place(anIntent({ sessionId: desk.sessionId }))).rejects.toThrow(Crash);
    desk.points.arm(null);
    await desk.track();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'SUBMITTED' });
    desk.now += 30_000;
    await desk.track();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'ACCEPTED' });
  });

  it('Given an order that the venue does not have, Then it stays open and is reported once as unknown', async () => {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    desk.points.arm(4);
    await expect(desk.place(anIntent({ sessionId: desk.sessionId }))).rejects.toThrow(Crash);
    desk.points.arm(null);
    desk.now += 30_000;
    await desk.track();
    await desk.track();
    expect(await desk.ledger.listRiskEvents()).toMatchObject([{ kind: 'OrderOutcomeUnknown', severity: 'critical' }]);
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('1000');
  });

  it('Given a STOPPING session, When its last order is done, Then it is STOPPED with its totals', async () => {
    const desk = await aDeskWithOrder();
    expect(await desk.stop()).toMatchObject({ kind: 'stopping', session: { status: 'STOPPING' } });
    await desk.track();
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({ status: 'STOPPED', totalTrades: 0 });
    expect((await desk.ledger.readAccount())?.account.sessionId).toBeNull();
  });

  it('Given two phases of bars, Then the cycle is open, close, open, close', () => {
    expect(phasesOf(BARS).map(({ kind, instant }) => [kind, (instant - T0) / 60_000])).toEqual([
      ['OPEN', 0],
      ['CLOSE', 1],
      ['OPEN', 1],
      ['CLOSE', 2],
    ]);
  });
});

describe('applyVenueFill', () => {
  it('Given a fill after the cancel, Then it counts and is reported as late', async () => {
    const desk = await aDeskWithOrder();
    const order = await desk.ledger.readOrder(anIntent().clientOrderId);
    if (order === null) throw new Error('the order is not there');
    await desk.ledger.commitOrder(order, recordOrderEvent(order, 'cancel', T0, 'cancelled by the venue'));
    const applied = await applyVenueFill(desk, aVenueFill());
    expect(applied?.order).toMatchObject({ state: 'CANCELLED', cause: 'cancelled by the venue' });
    const view = await desk.ledger.readAccount();
    expect([view?.account.cash.toFixed(), view?.positions.get(SYMBOL)?.quantity.toFixed()]).toEqual(['9599', '4']);
    expect(view?.account.reserved.toFixed()).toBe('0');
    expect(await desk.ledger.listRiskEvents()).toMatchObject([{ kind: 'LateFill' }]);
  });

  it('Given more fills than were ordered, Then all count and the overfill is critical', async () => {
    const desk = await aDeskWithOrder();
    await applyVenueFill(desk, aVenueFill({ quantity: d(10) }));
    const applied = await applyVenueFill(desk, aVenueFill({ id: 'x2', quantity: d(1) }));
    expect(applied?.order).toMatchObject({ state: 'FILLED', overfilled: true });
    expect((await desk.ledger.readAccount())?.positions.get(SYMBOL)?.quantity.toFixed()).toBe('11');
    expect(await desk.ledger.listRiskEvents()).toMatchObject([{ kind: 'Overfill', severity: 'critical' }]);
  });

  it.each([[null], ['f'.repeat(32)]])(
    'Given a fill of an order that is not ours (%s), Then it counts as EXTERNAL and the account only reduces',
    async (clientOrderId) => {
      const desk = await aDeskWithOrder();
      const applied = await applyVenueFill(desk, aVenueFill({ clientOrderId }));
      expect(applied).toMatchObject({ order: null, fill: { clientOrderId: null } });
      const view = await desk.ledger.readAccount();
      expect([view?.account.mode, view?.account.reserved.toFixed()]).toEqual(['REDUCE_ONLY', '1000']);
      expect(await applyVenueFill(desk, aVenueFill({ clientOrderId }))).toBeNull();
      expect(await desk.ledger.listRiskEvents()).toMatchObject([{ kind: 'ExternalFill', severity: 'critical' }]);
    },
  );
});
