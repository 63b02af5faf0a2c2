import { describe, expect, it } from 'vitest';
import type { Order } from '#domain/orders/order.ts';
import { acknowledgeOrder, createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { OutsideVenue } from '#local/replay/outside-venue.ts';
import { anIntent, d, T0 } from '../../support/builders.ts';

const lost = submitOrder(createOrder(anIntent(), T0), 'r', T0);
const working = acknowledgeOrder(lost, 'v1', T0);
const limit = orderTerms({ type: 'limit', limitPrice: d(90) });
const resting = acknowledgeOrder(submitOrder(createOrder(anIntent({ terms: limit }), T0), 'r', T0), 'v2', T0);

/** A ledger that says what is given, one answer an ask, the last one for ever; and the instants that were tracked at. */
function aVenue(...answers: readonly (readonly Order[])[]) {
  return aLateVenue(0, ...answers);
}

function aLateVenue(lateness: number, ...answers: readonly (readonly Order[])[]) {
  const tracked: number[] = [];
  let asks = 0;
  const venue = new OutsideVenue({
    listOpenOrders: async () => answers[Math.min(asks++, answers.length - 1)] ?? [],
    interval: 0,
    patience: 200,
    silence: 40,
    lateness,
  });
  return { venue, tracked, track: async (at: number) => void tracked.push(at - T0) };
}

describe('OutsideVenue', () => {
  it('Given a market order that works, Then it is asked for at the same instant until it is filled', async () => {
    const { venue, tracked, track } = aVenue([working], [working], [resting]);
    await venue.settle(T0, T0 + 60_000, track);
    expect(tracked).toEqual([0, 0]);
  });

  it('Given an order whose fate nobody knows, Then the clock goes on to where it is taken up, and never to the next bar', async () => {
    const { venue, tracked, track } = aVenue([lost]);
    await venue.settle(T0, T0 + 60_000, track);
    expect(tracked).toEqual([31_000]);
  });

  it('Given an order that a venue may still be booking, Then the clock stands still for a real while, once', async () => {
    const { venue, tracked, track } = aLateVenue(20, [lost]);
    await venue.settle(T0, T0 + 60_000, track);
    expect(tracked.slice(0, 2)).toEqual([0, 0]);
    expect(tracked.at(-1)).toBe(31_000);
    tracked.length = 0;
    await venue.settle(T0 + 60_000, T0 + 120_000, track);
    expect(tracked).toEqual([91_000]);
  });

  it('Given a market order that never fills, Then patience ends', async () => {
    const { venue, tracked, track } = aVenue([working]);
    await venue.settle(T0, T0 + 60_000, track);
    expect(tracked.length).toBeGreaterThan(1);
  });

  it('Given orders that are owed at the end, Then time goes on until they are not, or they are named', async () => {
    const soon = aVenue([lost], [lost], []);
    expect(await soon.venue.drain(T0, soon.track)).toEqual([]);
    expect(soon.tracked).toEqual([31_000, 62_000]);
    const never = aVenue([lost, resting]);
    expect(await never.venue.drain(T0, never.track)).toEqual([lost]);
  });

  it('Given an order that rests after the run, Then it is asked for until nothing has been heard of it for a while', async () => {
    const partly = { ...resting, filledQuantity: d('0.5') };
    const filling = aVenue([resting], [resting], [resting], [partly], [partly], []);
    expect(await filling.venue.drain(T0, filling.track)).toEqual([]);
    expect(filling.tracked).toEqual([0, 0, 0, 0]);
    const still = aVenue([resting]);
    expect(await still.venue.drain(T0, still.track)).toEqual([]);
    expect(still.tracked.length).toBeGreaterThan(1);
  });

  it('Given a message that is delivered again, Then the orders are asked for until there is news and then silence, or patience ends', async () => {
    const partly = { ...resting, filledQuantity: d('0.5') };
    const filling = aVenue([resting], [resting], [resting], [partly], [partly], []);
    await filling.venue.awaitNews(() => filling.track(T0));
    expect(filling.tracked).toHaveLength(4);
    const still = aVenue([resting]);
    await still.venue.awaitNews(() => still.track(T0));
    expect(still.tracked.length).toBeGreaterThan(1);
    const nothing = aVenue([]);
    await nothing.venue.awaitNews(() => nothing.track(T0));
    expect(nothing.tracked).toEqual([]);
  });
});
