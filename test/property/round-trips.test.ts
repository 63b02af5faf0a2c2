import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFill, openAccount } from '#domain/accounts/account-accounting.ts';
import { positionValue } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { type RoundTrip, roundTrips } from '#domain/reporting/round-trips.ts';
import { type Decimal, toMoney, ZERO } from '#domain/shared/decimal.ts';
import { aFill, aPosition, d, T0 } from '../support/builders.ts';

const INITIAL = d(1_000_000);

/** Quantities in units of 0.001, so that fees in the base currency (up to 1 %) leave odd rests. */
const trade = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 5_000 }).map((units) => d(units).div(1_000)),
    price: fc.integer({ min: 1, max: 100_000 }).map((cents) => d(cents).div(300).toDecimalPlaces(10)),
    quoteFee: fc.integer({ min: -100, max: 500 }).map((cents) => d(cents).div(100)),
    baseFeeRate: fc.constantFrom(d(0), d(0), d('0.001'), d('0.01')),
  })
  .map(({ side, quantity, price, quoteFee, baseFeeRate }) => {
    const baseFee = toMoney(quantity.times(baseFeeRate));
    const notional = toMoney(quantity.times(price));
    return { side, quantity, price, notional, baseFee, fee: quoteFee.plus(toMoney(baseFee.times(price))) };
  });

/** Exits exactly what is held. */
const exit = fc.record({ price: fc.integer({ min: 1, max: 1_000 }).map(d), exit: fc.constant(true) });

const funding = fc.integer({ min: -50, max: 50 }).map((cents) => ({ funding: d(cents).div(100) }));

type Step =
  | { kind: 'trade'; fill: Partial<Fill> }
  | { kind: 'exit'; price: Decimal }
  | { kind: 'funding'; fee: Decimal };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: trade.map((fill): Step => ({ kind: 'trade', fill })) },
    { weight: 2, arbitrary: exit.map(({ price }): Step => ({ kind: 'exit', price })) },
    { weight: 1, arbitrary: funding.map(({ funding: fee }): Step => ({ kind: 'funding', fee })) },
  ),
  { maxLength: 30 },
);

/** Fills of the steps as an account books them, and the account afterwards. */
function book(all: readonly Step[]) {
  const fills: Fill[] = [];
  let account = openAccount('main', 'USD', INITIAL);
  let position = aPosition();
  for (const [index, step] of all.entries()) {
    const told = fillOf(step, position.quantity, index);
    if (told === null) continue;
    const booked = applyFill({ account, position }, null, told, T0);
    fills.push(booked.fill);
    ({ account, position } = booked);
  }
  return { fills, account, position };
}

function fillOf(step: Step, held: Decimal, index: number): Fill | null {
  const identity = { id: `fill-${index}`, time: T0 + index };
  if (step.kind === 'trade') return aFill({ ...step.fill, ...identity });
  if (held.isZero()) return null;
  const side = held.isPositive() ? ('sell' as const) : ('buy' as const);
  if (step.kind === 'exit') return aFill({ ...identity, side, quantity: held.abs(), price: step.price });
  return aFill({ ...identity, quantity: ZERO, fee: step.fee });
}

function sum(trips: readonly RoundTrip[], of: (trip: RoundTrip) => Decimal): Decimal {
  return trips.reduce((total, trip) => total.plus(of(trip)), ZERO);
}

describe('round trips', () => {
  it('Given any fills, Then P&L of the closed trips and the valuation of the open one are what the equity changed by', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 1_000 }).map(d), (all, mark) => {
        const { fills, account, position } = book(all);
        const trips = roundTrips(fills);
        const open = trips.filter(({ pnl }) => pnl === null);
        const signed = (trip: RoundTrip, amount: Decimal) => (trip.side === 'long' ? amount : amount.negated());
        const cost = sum(open, (trip) => signed(trip, trip.entryNotional));
        const value = positionValue(position, mark);
        const unrealised = value.minus(cost).minus(sum(open, ({ entryFee, funding: paid }) => entryFee.plus(paid)));
        const change = account.cash.plus(value).minus(INITIAL);
        const closed = sum(trips, ({ pnl }) => pnl ?? ZERO);
        expect(closed.plus(unrealised).toFixed()).toBe(change.toFixed());
      }),
      { numRuns: 500 },
    );
  });

  it('Given any fills, Then open trips are the position and come last, and every fee is in one trip', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { fills, position } = book(all);
        const trips = roundTrips(fills);
        const open = trips.filter(({ pnl }) => pnl === null);
        const held = sum(open, ({ side, quantity }) => (side === 'long' ? quantity : quantity.negated()));
        expect(held.eq(position.quantity)).toBe(true);
        expect(trips.slice(trips.length - open.length)).toEqual(open);
        const fees = sum(trips, ({ entryFee, exitFee, funding: paid }) => entryFee.plus(exitFee ?? 0).plus(paid));
        expect(fees.eq(position.fees)).toBe(true);
        for (const { quantity, pnl, exitReason } of trips) {
          expect(quantity.gt(0)).toBe(true);
          expect(exitReason === null).toBe(pnl === null);
        }
      }),
      { numRuns: 300 },
    );
  });
});
