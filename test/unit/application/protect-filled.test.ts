import { describe, expect, it } from 'vitest';
import { pauseSession } from '#application/operator/move-session.ts';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import { d, SYMBOL } from '../../support/builders.ts';
import { held, ordersOf, working } from '../../support/exit-desk.ts';
import { Crash } from '../../support/faulty.ts';
import { aHandDesk, ENTRY, HandVenue } from '../../support/hand-venue.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';

const STOP = { ...NO_EXITS, stopLossPct: d('0.1') };

/** What is in the queue, e.g. `sell 4 protection`, `cancel protection`. */
function queued(desk: PaperDesk): string[] {
  return desk.queue.map((command) => {
    if (command.kind === 'cancel') return `cancel ${command.scope}`;
    if (command.kind !== 'place') return command.kind;
    const { side, quantity, purpose } = command.intent;
    return `${side} ${toPlain(quantity)} ${purpose}`;
  });
}

function offers(venue: HandVenue): string[] {
  return venue.working('sell').map(({ request: { quantity, terms } }) => `${toPlain(quantity)} ${terms.type}`);
}

describe('an entry that fills at a venue outside', () => {
  it('Given a part of it, When it is tracked, Then a stop of exactly that part is queued, before any close', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, '4.5');
    const outcome = await desk.track();
    expect(queued(desk)).toEqual(['sell 4.5 protection']);
    expect(outcome).toMatchObject({ kind: 'tracked', queued: [{ symbol: SYMBOL, purpose: 'protection' }] });
    await desk.consume();
    const [stop] = venue.working('sell');
    expect([stop?.request.quantity.toFixed(), stop?.request.terms.stopPrice?.toFixed()]).toEqual(['4.5', '90']);
    expect((await desk.ledger.readAccount())?.account.markedAt).toBe(0);
  });

  it('Given a second part, Then the first stop makes room for one that covers both', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 4);
    await desk.track();
    await desk.consume();
    venue.fill(ENTRY, 3);
    await desk.track();
    expect(queued(desk)).toEqual(['cancel protection', 'sell 7 protection']);
    await desk.consume();
    expect([offers(venue), venue.working('buy').length]).toEqual([['7 stop'], 1]);
  });

  it('Given a second part before the stop of the first is placed, Then what is placed covers both, and no more', async () => {
    const { desk, venue } = await aHandDesk();
    for (const quantity of [4, 3]) {
      venue.fill(ENTRY, quantity);
      await desk.track();
    }
    expect(queued(desk)).toEqual(['sell 4 protection', 'sell 7 protection']);
    await desk.consume();
    expect(offers(venue)).toEqual(['7 stop']);
  });

  it('Given two parts in one tick, Then they are one stop', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 4);
    venue.fill(ENTRY, 6);
    await desk.track();
    expect(queued(desk)).toEqual(['sell 10 protection']);
  });

  it('Given a fill that is listed after the cancel, Then it is protected too', async () => {
    const { desk, venue } = await aHandDesk();
    const order = venue.orders.get(ENTRY);
    if (order !== undefined) order.status = 'cancelled';
    await desk.track();
    expect((await desk.ledger.readOrder(ENTRY))?.state).toBe('CANCELLED');
    venue.fill(ENTRY, 2);
    await desk.track();
    await desk.consume();
    expect([await held(desk), offers(venue)]).toEqual(['2', ['2 stop']]);
  });

  it('Given stop and target that the entry asks for, Then they are its protection', async () => {
    const attached = { stopLoss: d(97), takeProfit: d(108) };
    const { desk, venue } = await aHandDesk({ exits: NO_EXITS }, { attached });
    venue.fill(ENTRY, 4);
    await desk.track();
    await desk.consume();
    const [stop] = venue.working('sell');
    expect(stop?.request.terms).toMatchObject({ type: 'stop', stopPrice: d(97), takeProfitPrice: d(108) });
  });

  it("Given an operator's order with stop and target, Then they are its protection as soon as a part has filled", async () => {
    const { desk, venue } = await aHandDesk({ exits: NO_EXITS }, null);
    desk.now += MINUTE;
    const terms = orderTerms({ type: 'limit', limitPrice: d(99) });
    const outcome = await placeByHand(desk.operator, {
      symbol: SYMBOL,
      side: 'buy',
      quantity: d(5),
      terms,
      attached: { stopLoss: d(95), takeProfit: d(110) },
      idempotencyKey: 'by hand',
    });
    await desk.consume();
    expect(outcome.kind).toBe('queued');
    if (outcome.kind !== 'queued') return;
    venue.fill(outcome.clientOrderId, 2, 99);
    await desk.track();
    await desk.consume();
    const [stop] = venue.working('sell');
    expect(stop?.request.quantity.toFixed()).toBe('2');
    expect(stop?.request.terms).toMatchObject({ type: 'stop', stopPrice: d(95), takeProfitPrice: d(110) });
  });
});

describe('who raises protection twice', () => {
  it('Given a tick of the monitor before and after the delivery, Then the order is the same one, once', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 4);
    await desk.track();
    await desk.monitor();
    const ids = desk.queue.map((command) => command.kind === 'place' && command.intent.clientOrderId);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    await desk.consume(2);
    await desk.monitor();
    await desk.track();
    expect([queued(desk), offers(venue), venue.orders.size]).toEqual([[], ['4 stop'], 2]);
  });

  it('Given a close between fill and delivery, Then the second order has nothing left to do', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 4);
    await desk.track();
    desk.now += MINUTE;
    await desk.monitor();
    expect(queued(desk)).toEqual(['sell 4 protection', 'sell 4 protection']);
    await desk.consume();
    expect(offers(venue)).toEqual(['4 stop']);
    expect(await ordersOf(desk)).toEqual(['entry 10 PARTIAL_FILL', 'protection 4 ACCEPTED']);
  });

  it('Given a crash at every point of the tick, or a queue that takes nothing, Then the monitor protects in the end', async () => {
    const ended = async (desk: PaperDesk) => {
      await desk.track();
      await desk.monitor();
      await desk.consume();
      return [await held(desk), (await working(desk)).sort()];
    };
    const { desk: undisturbed, venue: first } = await aHandDesk();
    first.fill(ENTRY, 4);
    undisturbed.points.arm(null);
    await undisturbed.track();
    const points = undisturbed.points.calls.length * 2;
    expect(points).toBeGreaterThan(12);
    for (let point = 0; point < points; point++) {
      const { desk, venue } = await aHandDesk();
      venue.fill(ENTRY, 4);
      desk.points.arm(point);
      await expect(desk.track(), `point ${point}`).rejects.toThrow(Crash);
      desk.points.arm(null);
      expect(await ended(desk), `point ${point}`).toEqual(['4', ['buy 10 entry', 'sell 4 protection']]);
    }
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 4);
    const { send } = desk.orders;
    Object.assign(desk.orders, { send: () => Promise.reject(new Error('the queue did not take it')) });
    await expect(desk.track()).rejects.toThrow('did not take it');
    Object.assign(desk.orders, { send });
    expect(await ended(desk)).toEqual(['4', ['buy 10 entry', 'sell 4 protection']]);
  });
});

describe('fills that call for no protection', () => {
  it('Given the simulated venue, which is on our clock, Then nothing is queued before the close', async () => {
    const venue = new HandVenue();
    venue.capabilities.isOnOurClock = true;
    const { desk } = await aHandDesk({}, {}, venue);
    venue.fill(ENTRY, 4);
    await desk.track();
    expect([await held(desk), queued(desk)]).toEqual(['4', []]);
    desk.now += MINUTE;
    await desk.monitor();
    expect(queued(desk)).toEqual(['sell 4 protection']);
  });

  it('Given fills of the protection itself, Then what is left of it goes on covering what is left', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 10);
    await desk.track();
    await desk.consume();
    const [stop] = venue.working('sell');
    const id = stop?.request.clientOrderId ?? '';
    for (const quantity of [4, 6]) {
      venue.fill(id, quantity, 90);
      await desk.track();
      expect(queued(desk)).toEqual([]);
    }
    expect(await held(desk)).toBe('0');
  });

  it('Given a venue that holds no stop, Then the close watches it', async () => {
    const venue = new HandVenue();
    venue.protections = [];
    const { desk } = await aHandDesk({}, {}, venue);
    venue.fill(ENTRY, 4);
    await desk.track();
    expect(queued(desk)).toEqual([]);
  });

  it('Given an exit that is due, Then the position is protected until the close leaves it', async () => {
    const { desk, venue } = await aHandDesk({ exits: { ...STOP, timeExitBars: 1 } });
    venue.fill(ENTRY, 4);
    await desk.track();
    await desk.consume();
    desk.now += MINUTE;
    await desk.monitor();
    desk.queue.length = 0;
    venue.fill(ENTRY, 2);
    await desk.track();
    expect(queued(desk)).toEqual(['cancel protection', 'sell 6 protection']);
    await desk.monitor();
    await desk.consume();
    expect((await working(desk)).sort()).toEqual(['sell 6 time_exit']);
  });

  it('Given a session that has come to its end, Then what has filled is protected all the same, and the session stops over it', async () => {
    const { desk, venue } = await aHandDesk();
    const view = await desk.ledger.readAccount();
    if (view?.session == null) throw new Error('no session');
    const { session } = view;
    await desk.ledger.commitSession(session, { ...session, version: session.version + 1, endsAt: desk.now });
    desk.now += MINUTE;
    await desk.monitor();
    venue.fill(ENTRY, 4);
    await desk.track();
    expect([await held(desk), queued(desk)]).toEqual(['4', ['sell 4 protection']]);
    await desk.consume();
    for (let minute = 0; minute < 3; minute += 1) {
      desk.now += MINUTE;
      await desk.monitor();
      await desk.consume();
      await desk.track();
    }
    expect([offers(venue), venue.working('buy')]).toEqual([['4 stop'], []]);
    expect(await desk.ledger.readSession(session.id)).toMatchObject({ status: 'STOPPED', stopReason: 'ended' });
  });
});

describe('modes and protection at once', () => {
  it('Given a fill that is not ours, which leaves REDUCE_ONLY, Then all that is held is protected', async () => {
    const { desk, venue } = await aHandDesk();
    venue.fill(ENTRY, 4);
    await desk.track();
    const stranger = venue.published[0];
    if (stranger !== undefined) venue.published.push({ ...stranger, id: 'stranger', clientOrderId: null });
    await desk.track();
    expect((await desk.ledger.readAccount())?.account.mode).toBe('REDUCE_ONLY');
    await desk.consume();
    expect(offers(venue)).toEqual(['8 stop']);
  });

  it('Given a session that is paused, Then what its entry fills on is protected', async () => {
    const { desk, venue } = await aHandDesk();
    await pauseSession(desk.operator, desk.sessionId, 'pause');
    venue.fill(ENTRY, 4);
    await desk.track();
    await desk.consume();
    expect(offers(venue)).toEqual(['4 stop']);
  });

  it('Given a session that is stopping, Then it goes on until what has filled is protected', async () => {
    const { desk, venue } = await aHandDesk();
    await desk.stop();
    venue.fill(ENTRY, 10);
    await desk.track();
    expect((await desk.ledger.readSession(desk.sessionId))?.status).toBe('STOPPING');
    await desk.consume();
    await desk.track();
    expect([offers(venue), (await desk.ledger.readSession(desk.sessionId))?.status]).toEqual([['10 stop'], 'STOPPED']);
  });

  it('Given a session that is stopping at a venue that holds no stop, Then it waits for none', async () => {
    const venue = new HandVenue();
    venue.protections = [];
    const { desk } = await aHandDesk({}, {}, venue);
    await desk.stop();
    venue.fill(ENTRY, 10);
    await desk.track();
    await desk.track();
    expect((await desk.ledger.readSession(desk.sessionId))?.status).toBe('STOPPED');
  });

  it('Given a kill, Then nothing is raised: only the emergency stop trades', async () => {
    const { desk, venue } = await aHandDesk();
    await desk.ledger.kill();
    venue.fill(ENTRY, 4);
    await desk.track();
    expect([await held(desk), queued(desk)]).toEqual(['4', []]);
  });
});
