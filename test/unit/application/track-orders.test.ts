import { describe, expect, it } from 'vitest';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import type { VenueFill } from '#application/ports/broker.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { recordOrderEvent } from '#domain/orders/order-lifecycle.ts';
import { MARKET } from '#domain/orders/order-terms.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { anExit, anIntent, barsOf, d, SYMBOL, T0 } from '../../support/builders.ts';
import { Crash, withPost } from '../../support/faulty.ts';
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
  return {
    ...identity,
    side: 'buy',
    quantity: d(4),
    price: d(100),
    fee: d(1),
    baseFee: d(0),
    otherFees: [],
    time: T0,
    explanation: null,
    ...changes,
  };
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

  /** An order whose invocation died after the authorisation and before the POST. */
  async function aDeskWithLostPost(intent = anIntent()): Promise<PaperDesk> {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    desk.points.arm(4);
    await expect(desk.place({ ...intent, sessionId: desk.sessionId })).rejects.toThrow(Crash);
    desk.points.arm(null);
    desk.now += 30_000;
    return desk;
  }

  it('Given an order that never reached the venue, Then it is sent once more while it may', async () => {
    const desk = await aDeskWithLostPost();
    await desk.track();
    await desk.track();
    const order = await desk.ledger.readOrder(anIntent().clientOrderId);
    expect(order).toMatchObject({ state: 'ACCEPTED', attempt: 2, absentLookups: 0 });
  });

  it.each([
    [
      'it has expired',
      async (desk: PaperDesk) => {
        desk.now += 60_000;
      },
    ],
    ['the kill came', (desk: PaperDesk) => desk.ledger.kill()],
    ['the session is stopping', (desk: PaperDesk) => desk.stop()],
  ])(
    'Given an order that never reached the venue and %s, Then after three absences in a minute it is FAILED and released',
    async (_, happen) => {
      const desk = await aDeskWithLostPost();
      await happen(desk);
      for (let tick = 0; tick < 2; tick++) {
        await desk.track();
        desk.now += 60_000;
        expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({
          state: 'SUBMITTED',
          outcomeUnknown: true,
        });
        expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('1000');
      }
      await desk.track();
      expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({
        state: 'FAILED',
        cause: 'ABSENT_AT_VENUE',
        outcomeUnknown: false,
      });
      const view = await desk.ledger.readAccount();
      expect([view?.account.reserved.toFixed(), view?.positions.get(SYMBOL)?.lock]).toEqual(['0', null]);
      const kinds = (await desk.ledger.listRiskEvents()).map(({ kind, severity }) => `${kind} ${severity}`);
      expect(kinds.sort()).toEqual(['OrderAbsentAtVenue critical', 'OrderOutcomeUnknown critical']);
    },
  );

  it('Given a look-up while the POST may still be under way, Then its absence proves nothing', async () => {
    const desk = await aDeskWithLostPost();
    await desk.ledger.kill();
    desk.now -= 29_000;
    for (let delivery = 0; delivery < 3; delivery++) await desk.place(anIntent({ sessionId: desk.sessionId }));
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ absentLookups: 0 });
    desk.now += 29_000;
    await desk.place(anIntent({ sessionId: desk.sessionId }));
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ absentLookups: 1 });
  });

  it('Given a last absence that a redelivered message finds, Then the order is FAILED and that is told, too', async () => {
    const desk = await aDeskWithLostPost();
    await desk.ledger.kill();
    for (let delivery = 0; delivery < 3; delivery++) {
      await desk.place(anIntent({ sessionId: desk.sessionId }));
      desk.now += 30_000;
    }
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'FAILED' });
    expect(await desk.ledger.listRiskEvents()).toMatchObject([{ kind: 'OrderAbsentAtVenue', severity: 'critical' }]);
  });

  it('Given a venue that cannot be asked, Then no absence is counted', async () => {
    const desk = await aDeskWithLostPost();
    await desk.ledger.kill();
    desk.broker = {
      ...withPost(desk.broker, desk.broker.placeOrder.bind(desk.broker)),
      getOrder: async () => {
        throw new Error('503');
      },
    };
    for (let tick = 0; tick < 4; tick++) await expect(desk.track()).rejects.toThrow('503');
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({
      state: 'SUBMITTED',
      absentLookups: 0,
    });
  });

  it('Given a FAILED order that the venue fills after all, Then its fill counts', async () => {
    const desk = await aDeskWithLostPost();
    await desk.ledger.kill();
    for (let tick = 0; tick < 3; tick++) {
      await desk.track();
      desk.now += 60_000;
    }
    await applyVenueFill(desk, aVenueFill({ quantity: d(10) }));
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'FILLED' });
    expect((await desk.ledger.readAccount())?.positions.get(SYMBOL)?.quantity.toFixed()).toBe('10');
  });

  it('Given a venue that cancelled an order in part filled, When the cancel is known before the fill, Then the order ends with its fill', async () => {
    const desk = new PaperDesk(aPlan(), []);
    await desk.start();
    await desk.place(anIntent({ sessionId: desk.sessionId }));
    const venueOrder = {
      brokerOrderId: 'v1',
      clientOrderId: anIntent().clientOrderId,
      symbol: SYMBOL,
      side: 'buy',
      quantity: d(10),
      status: 'cancelled',
      filledQuantity: d(4),
      cause: 'IOC',
    } as const;
    desk.broker = {
      ...withPost(desk.broker, desk.broker.placeOrder.bind(desk.broker)),
      getOrder: async () => venueOrder,
    };
    await desk.track();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'ACCEPTED' });
    await applyVenueFill(desk, aVenueFill());
    await desk.track();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'CANCELLED', cause: 'IOC' });
    expect(await desk.ledger.listRiskEvents()).toEqual([]);
  });

  it('Given an exit authorised while a stop looks for working orders, Then the session is not STOPPED over it', async () => {
    const desk = await aDeskWithOrder();
    await desk.track();
    const exit = anExit({ sessionId: desk.sessionId, quantity: d(10) });
    const { query } = desk.table;
    let reads = 0;
    desk.table.query = async (...key) => {
      const items = await query.apply(desk.table, key);
      reads += 1;
      if (reads === 1) await desk.place(exit);
      return items;
    };
    expect(await desk.stop()).toMatchObject({ session: { status: 'STOPPING' } });
    desk.table.query = query;
    expect((await desk.ledger.readAccount())?.positions.get(SYMBOL)?.exitReserved.toFixed()).toBe('10');
    await desk.track();
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({ status: 'STOPPED' });
  });

  it('Given more working orders than one transaction can match, Then all of them fill', async () => {
    const desk = new PaperDesk(aPlan(), BARS);
    await desk.start();
    const request = { symbol: SYMBOL, side: 'buy', quantity: d(1), terms: MARKET } as const;
    for (let n = 0; n < 95; n++)
      await desk.venue.placeOrder({ ...request, clientOrderId: String(n).padStart(32, '0') });
    const { fills } = await desk.venue.listFills(null);
    expect(fills).toHaveLength(95);
    expect(fills.map(({ sequence }) => Number(sequence))).toEqual(fills.map((_, index) => index + 1));
  });

  it('Given a refusal of a further attempt, Then it ends the order only if the venue has none of the earlier ones', async () => {
    const desk = await aDeskWithLostPost();
    const { venue } = desk;
    desk.broker = withPost(desk.broker, async (request) => {
      await venue.placeOrder(request);
      return { kind: 'rejected', code: 'INVALID_ORDER', cause: 'INSUFFICIENT_FUNDS' };
    });
    await desk.track();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({ state: 'ACCEPTED', attempt: 2 });
  });

  it('Given a refusal of a further attempt, When the earlier ones are a minute old and absent, Then it is REJECTED', async () => {
    const desk = await aDeskWithLostPost(anIntent({ expiresAt: T0 + 600_000 }));
    desk.now += 30_000;
    desk.broker = withPost(desk.broker, async () => ({ kind: 'rejected', code: 'INVALID_ORDER', cause: 'NO_FUNDS' }));
    await desk.track();
    expect(await desk.ledger.readOrder(anIntent().clientOrderId)).toMatchObject({
      state: 'REJECTED',
      cause: 'NO_FUNDS',
    });
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('0');
  });

  it('Given a refusal of a further attempt while the venue may not show the earlier one yet, Then nothing is known for a minute', async () => {
    const desk = await aDeskWithLostPost();
    desk.broker = withPost(desk.broker, async () => ({ kind: 'rejected', code: 'INVALID_ORDER', cause: 'NO_FUNDS' }));
    await desk.track();
    const id = anIntent().clientOrderId;
    expect(await desk.ledger.readOrder(id)).toMatchObject({ state: 'SUBMITTED', attempt: 2, outcomeUnknown: true });
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('1000');
    desk.now += 30_000;
    await desk.track();
    expect(await desk.ledger.readOrder(id)).toMatchObject({ state: 'SUBMITTED', attempt: 3, outcomeUnknown: true });
  });

  it('Given a STOPPING session, When its last order is done, Then it is STOPPED with its totals', async () => {
    const desk = await aDeskWithOrder();
    expect(await desk.stop()).toMatchObject({ kind: 'stopping', session: { status: 'STOPPING' } });
    await desk.track();
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({ status: 'STOPPED', totalTrades: 0 });
    expect((await desk.ledger.readAccount())?.account.sessionId).toBeNull();
  });

  it('Given two phases of bars, Then the cycle is open, close, open, close', () => {
    expect([...phasesOf(seriesOf(BARS, 60_000))].map(({ kind, instant }) => [kind, (instant - T0) / 60_000])).toEqual([
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

  it('Given a fee in BNB, When the fill is applied, Then it is in the ledger with it, and cash is what was paid', async () => {
    const desk = await aDeskWithOrder();
    const otherFees = [{ currency: 'BNB', amount: d('0.00012') }];
    const applied = await applyVenueFill(desk, aVenueFill({ fee: d(0), otherFees }));
    expect(applied?.fill.otherFees).toEqual(otherFees);
    expect((await desk.ledger.readAccount())?.account.cash.toFixed()).toBe('9600');
    const [fill] = await desk.ledger.listFills(desk.sessionId);
    expect([fill?.fee.toFixed(), fill?.otherFees]).toEqual(['0', otherFees]);
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
