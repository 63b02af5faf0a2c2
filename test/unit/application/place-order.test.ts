import { describe, expect, it } from 'vitest';
import type { Item } from '#adapters/table/table.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { DEFAULT_EXECUTION } from '#domain/trading/execution-rules.ts';
import { anExit, anIntent, d, NO_LIMITS, SYMBOL } from '../../support/builders.ts';
import { Crash, withPost } from '../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

const ID = anIntent().clientOrderId;

async function aRunningDesk(): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan());
  await desk.start();
  return desk;
}

function entryFor(desk: PaperDesk, changes: Partial<OrderIntent> = {}): OrderIntent {
  return anIntent({
    sessionId: desk.sessionId,
    referenceTime: desk.now,
    signalTime: desk.now,
    expiresAt: desk.now + MINUTE,
    ...changes,
  });
}

async function rowsOf(desk: PaperDesk) {
  const view = await desk.ledger.readAccount();
  const position = view?.positions.get(SYMBOL);
  return {
    reserved: view?.account.reserved.toFixed(),
    entryReserved: position?.entryReserved.toFixed(),
    lock: position?.lock ?? null,
    ordersInMinute: view?.account.ordersInMinute,
  };
}

function venueOrders(desk: PaperDesk): Item[] {
  return desk.table.dump().filter((item) => String(item.pk).startsWith('SIM#') && item.sk.startsWith('ORDER#'));
}

describe('placeOrder', () => {
  it('Given a healthy venue, Then two ledger calls come before the POST and one after', async () => {
    const desk = await aRunningDesk();
    desk.points.arm(null);
    const outcome = await desk.place(entryFor(desk));
    expect(outcome.kind).toBe('placed');
    expect(outcome.order).toMatchObject({ state: 'ACCEPTED', attempt: 1, brokerOrderId: `sim-${ID}` });
    expect(desk.points.calls).toEqual(['query', 'transact', 'placeOrder', 'write']);
    expect(await rowsOf(desk)).toEqual({ reserved: '1000', entryReserved: '10', lock: null, ordersInMinute: 1 });
  });

  it('Given protections that look back on trades, Then no more is read before the POST', async () => {
    const rule = { lookback_bars: 1, pause_bars: 1, trade_limit: 1, only_per_symbol: false, threshold: null };
    const desk = new PaperDesk(aPlan({ limits: { ...NO_LIMITS, protections: [{ method: 'cooldown', ...rule }] } }));
    await desk.start();
    desk.points.arm(null);
    await desk.place(entryFor(desk));
    expect(desk.points.calls).toEqual(['query', 'transact', 'placeOrder', 'write']);
  });

  it('Given the same message three times, Then the venue has one order and nothing is reserved twice', async () => {
    const desk = await aRunningDesk();
    const outcomes = [];
    for (let n = 0; n < 3; n++) outcomes.push((await desk.place(entryFor(desk))).kind);
    expect(outcomes).toEqual(['placed', 'already_done', 'already_done']);
    expect(venueOrders(desk)).toHaveLength(1);
    expect(await rowsOf(desk)).toMatchObject({ reserved: '1000', ordersInMinute: 1 });
  });

  it('Given a crash at every point of the path, When the message comes again, Then the end is the undisturbed one', async () => {
    const undisturbed = await aRunningDesk();
    undisturbed.points.arm(null);
    await undisturbed.place(entryFor(undisturbed));
    const points = undisturbed.points.calls.length * 2;
    expect(points).toBe(8);
    for (let point = 0; point < points; point++) {
      const desk = await aRunningDesk();
      desk.points.arm(point);
      await expect(desk.place(entryFor(desk)), `point ${point}`).rejects.toThrow(Crash);
      desk.points.arm(null);
      await desk.place(entryFor(desk));
      const order = await desk.ledger.readOrder(ID);
      expect(order, `point ${point}`).toMatchObject({
        state: 'ACCEPTED',
        brokerOrderId: `sim-${ID}`,
        outcomeUnknown: false,
      });
      expect(venueOrders(desk), `point ${point}`).toHaveLength(1);
      expect(await rowsOf(desk), `point ${point}`).toEqual(await rowsOf(undisturbed));
    }
  });

  it.each<[delays: readonly number[], waits: readonly number[], posts: number]>([
    [[250, 750], [250, 750], 3],
    [[500, 500, 500], [500, 500, 500], 4],
    [[], [], 1],
    [[1_900, 50, 50, 50], [1_900, 50, 50], 4],
  ])(
    'Given a venue that takes nothing up and repeats after %j, Then it is asked %#: so often, and never later than two seconds after the authorisation',
    async (resendDelays, expected, count) => {
      const desk = new PaperDesk(aPlan({ execution: { ...DEFAULT_EXECUTION, resendDelays } }));
      await desk.start();
      let posts = 0;
      desk.broker = withPost(desk.broker, async () => {
        posts += 1;
        return { kind: 'not_sent', code: 'NETWORK', cause: 'refused', retryAfter: null };
      });
      const waits: number[] = [];
      const outcome = await desk.place(entryFor(desk), async (milliseconds) => {
        waits.push(milliseconds);
        desk.now += milliseconds;
      });
      expect([outcome.kind, waits, posts]).toEqual(['not_sent', expected, count]);
    },
  );

  it('Given a POST that worked but whose answer was lost, Then the look-up adopts the order', async () => {
    const desk = await aRunningDesk();
    const venue = desk.broker;
    desk.broker = withPost(venue, async (request) => {
      await venue.placeOrder(request);
      return { kind: 'unknown', cause: 'timeout' };
    });
    const waits: number[] = [];
    const outcome = await desk.place(entryFor(desk), async (milliseconds) => {
      waits.push(milliseconds);
    });
    expect(outcome).toMatchObject({ kind: 'placed', order: { state: 'ACCEPTED', outcomeUnknown: false } });
    expect(waits).toEqual([1000]);
    expect((await rowsOf(desk)).lock).toBeNull();
  });

  it('Given a POST whose fate nobody knows, Then the reservation stays, the symbol is locked for entries, and nothing is sent again', async () => {
    const desk = await aRunningDesk();
    let posts = 0;
    desk.broker = withPost(desk.broker, async () => {
      posts += 1;
      return { kind: 'unknown', cause: 'reset' };
    });
    expect((await desk.place(entryFor(desk))).kind).toBe('unknown');
    expect(await rowsOf(desk)).toMatchObject({ reserved: '1000', lock: ID });
    const next = await desk.place(entryFor(desk, { clientOrderId: 'c'.repeat(32) }));
    expect(next).toMatchObject({
      kind: 'denied',
      violations: [{ rule: 'symbol_locked' }, { rule: 'already_entered' }],
    });
    expect(posts).toBe(1);
  });

  it('Given a venue that knows the id already, Then that is an acknowledgement', async () => {
    const desk = await aRunningDesk();
    const { clientOrderId, symbol, side, quantity, terms } = entryFor(desk);
    await desk.venue.placeOrder({ clientOrderId, symbol, side, quantity, terms });
    expect(await desk.place(entryFor(desk))).toMatchObject({ kind: 'placed', order: { state: 'ACCEPTED' } });
  });

  it('Given a refusal, Then the order is REJECTED with its cause and everything reserved is released', async () => {
    const desk = await aRunningDesk();
    desk.broker = withPost(desk.broker, async () => ({
      kind: 'rejected',
      code: 'INVALID_ORDER',
      cause: 'INSUFFICIENT_FUNDS',
    }));
    const outcome = await desk.place(entryFor(desk));
    expect(outcome).toMatchObject({ kind: 'rejected', order: { state: 'REJECTED', cause: 'INSUFFICIENT_FUNDS' } });
    expect(await rowsOf(desk)).toMatchObject({ reserved: '0', entryReserved: '0' });
    expect((await desk.ledger.readAccount())?.account.openSymbols.size).toBe(0);
  });

  it('Given a refusal that comes when somebody else has made a further attempt, Then that one decides', async () => {
    const desk = await aRunningDesk();
    const { broker } = desk;
    desk.broker = withPost(broker, async () => {
      desk.broker = withPost(broker, async () => ({ kind: 'unknown', cause: 'TIMEOUT' }));
      await desk.place(entryFor(desk));
      return { kind: 'rejected', code: 'INVALID_ORDER', cause: 'NO_FUNDS' };
    });
    await desk.place(entryFor(desk));
    expect(await desk.ledger.readOrder(ID)).toMatchObject({ state: 'SUBMITTED', attempt: 2, outcomeUnknown: true });
  });

  it('Given twenty queued messages and then the kill write, Then none is authorised and each is denied with kill_switch', async () => {
    const desk = await aRunningDesk();
    const queued = Array.from({ length: 20 }, (_, n) =>
      entryFor(desk, { clientOrderId: String(n).padStart(32, '0'), quantity: d(1) }),
    );
    await desk.ledger.kill();
    for (const intent of queued) await desk.place(intent);
    const { orders } = await desk.records();
    expect(orders).toHaveLength(20);
    expect(
      new Set(orders.map((order) => `${order.state} ${order.attempt} ${order.violations.map(({ rule }) => rule)}`)),
    ).toEqual(new Set(['REJECTED 0 kill_switch']));
    expect(venueOrders(desk)).toEqual([]);
  });

  it('Given a kill between the authorisation of a dead invocation and its redelivery, Then nothing is sent', async () => {
    const desk = await aRunningDesk();
    desk.points.arm(4);
    await expect(desk.place(entryFor(desk))).rejects.toThrow(Crash);
    desk.points.arm(null);
    await desk.ledger.kill();
    expect((await desk.place(entryFor(desk))).kind).toBe('unknown');
    expect(venueOrders(desk)).toEqual([]);
  });

  it('Given a denial, When the message comes again in better times, Then the denial stands', async () => {
    const desk = await aRunningDesk();
    const greedy = entryFor(desk, { quantity: d(1_000_000) });
    expect((await desk.place(greedy)).kind).toBe('denied');
    expect(await desk.place(entryFor(desk))).toMatchObject({ kind: 'denied', violations: [{ rule: 'buying_power' }] });
  });

  it('Given an expired entry, a stopped session, or an exit without a position, Then each is denied with its reason', async () => {
    const desk = await aRunningDesk();
    const late = entryFor(desk, { clientOrderId: '1'.repeat(32), expiresAt: desk.now - 1 });
    const naked = anExit({ clientOrderId: '2'.repeat(32), sessionId: desk.sessionId });
    expect(await desk.place(late)).toMatchObject({ violations: [{ rule: 'expired' }] });
    expect(await desk.place(naked)).toMatchObject({ violations: [{ rule: 'exit_exceeds_position' }] });
    await desk.stop();
    expect(await desk.place(entryFor(desk))).toMatchObject({ violations: [{ rule: 'session_state' }] });
  });

  it('Given more than two seconds between authorisation and POST, Then it is not sent, and the redelivery makes a new attempt', async () => {
    const desk = await aRunningDesk();
    const { transact } = desk.table;
    desk.table.transact = async (writes, token) => {
      const outcome = await transact.call(desk.table, writes, token);
      desk.now += 3 * SECOND;
      return outcome;
    };
    await expect(desk.place(entryFor(desk))).rejects.toThrow('too long to send it now');
    desk.table.transact = transact;
    expect(await desk.place(entryFor(desk))).toMatchObject({ kind: 'placed', order: { attempt: 2 } });
    expect(venueOrders(desk)).toHaveLength(1);
  });
});
