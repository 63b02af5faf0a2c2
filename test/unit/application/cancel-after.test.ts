import { describe, expect, it } from 'vitest';
import type { Broker } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { BeforeDesk } from '../../support/before-desk.ts';
import { aHandDesk, ENTRY } from '../../support/hand-venue.ts';

const SILENCE = 3 * MINUTE;
type Hand = Awaited<ReturnType<typeof aHandDesk>>;

/** Every call of the venue's timer, and what comes of it. */
function timerOf({ desk, venue }: Hand, answer: () => Promise<void> = async () => undefined): number[] {
  const set: number[] = [];
  const cancelAllAfter: Broker['cancelAllAfter'] = (milliseconds) => {
    set.push(milliseconds);
    return answer();
  };
  desk.broker = desk.points.watch<Broker>({ ...venue.broker, cancelAllAfter });
  return set;
}

async function tracked({ desk }: Hand) {
  const outcome = await desk.track();
  if (outcome.kind !== 'tracked') throw new Error(`received ${outcome.kind}, expected an account that is tracked`);
  return outcome;
}

describe('the timer of a venue', () => {
  it('Given something works there, Then it is set at each tick, session or not; with neither it is left to run out', async () => {
    const hand = await aHandDesk({ cancelAfter: SILENCE });
    const set = timerOf(hand);
    await tracked(hand);
    await hand.desk.stop();
    await tracked(hand);
    expect(set).toEqual([SILENCE, SILENCE]);
    const order = hand.venue.orders.get(ENTRY);
    if (order === undefined) throw new Error('the venue has no entry');
    order.status = 'cancelled';
    await tracked(hand);
    expect(set).toHaveLength(3);
    await tracked(hand);
    expect(set).toHaveLength(3);
  });

  it('Given a session of which nothing works for a while, Then it does not run out on the next order', async () => {
    const hand = await aHandDesk({ cancelAfter: SILENCE }, null);
    const set = timerOf(hand);
    await tracked(hand);
    await tracked(hand);
    expect(set).toEqual([SILENCE, SILENCE]);
  });

  it('Given it is not configured, Then it is not asked for', async () => {
    const hand = await aHandDesk();
    const set = timerOf(hand);
    expect(await tracked(hand)).toMatchObject({ timerFault: null });
    expect(set).toEqual([]);
  });

  it('Given it cannot be set, Then that is told, and fills and orders are followed all the same', async () => {
    const hand = await aHandDesk({ cancelAfter: SILENCE });
    timerOf(hand, () => Promise.reject(new BrokerError('UNAVAILABLE', 'received 503, expected an answer')));
    hand.venue.fill(ENTRY, 10);
    const outcome = await tracked(hand);
    expect(outcome.timerFault).toEqual({ code: 'UNAVAILABLE', reason: 'received 503, expected an answer' });
    expect(outcome.fills).toHaveLength(1);
    expect(await hand.desk.ledger.readOrder(ENTRY)).toMatchObject({ state: 'FILLED' });
  });

  it('Given a fault of ours, Then the tick fails', async () => {
    const hand = await aHandDesk({ cancelAfter: SILENCE });
    timerOf(hand, () => Promise.reject(new TypeError('a fault of ours')));
    await expect(hand.desk.track()).rejects.toThrow('a fault of ours');
  });

  it('Given the venue has cancelled after our silence, Then the order is over, what it reserved is free, and nothing is sent again', async () => {
    const hand = await aHandDesk({ cancelAfter: SILENCE });
    timerOf(hand);
    const order = hand.venue.orders.get(ENTRY);
    if (order === undefined) throw new Error('the venue has no entry');
    order.status = 'cancelled';
    await tracked(hand);
    const view = await hand.desk.ledger.readAccount();
    expect(await hand.desk.ledger.readOrder(ENTRY)).toMatchObject({ state: 'CANCELLED' });
    expect([view?.account.reserved.toFixed(), hand.venue.orders.size]).toEqual(['0', 1]);
  });

  it('Given a dry run, Then it does not start with it: it could not protect again what the timer takes', async () => {
    const one = new BeforeDesk('refuse', {}, { cancelAfter: SILENCE, dryRun: true });
    expect(await one.start()).toMatchObject({
      kind: 'conflict',
      reason: expect.stringMatching(
        /^session\.cancel_after_seconds: received a number beside a dry run, expected null/,
      ),
    });
    expect(await one.desk.ledger.readAccount()).toBeNull();
  });

  it('Given a broker without one, Then a session that wants it is refused, and nothing is written', async () => {
    const wanted: Partial<TradingPlan> = { cancelAfter: SILENCE };
    const one = new BeforeDesk('refuse', {}, wanted);
    const capabilities = { ...one.desk.broker.capabilities, cancelAfter: false };
    one.desk.broker = {
      ...one.desk.broker,
      capabilities,
      getBalance: () => one.twin.over(one.desk.venue).getBalance(),
    };
    expect(await one.start()).toEqual({
      kind: 'conflict',
      reason: 'session.cancel_after_seconds: received 180, expected null: this broker cancels nothing by itself',
    });
    expect(await one.desk.ledger.readAccount()).toBeNull();
  });
});
