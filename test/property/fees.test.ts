import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFill, authoriseOnRows, type Rows } from '#domain/accounts/account-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { roundTrips } from '#domain/reporting/round-trips.ts';
import { Decimal, toMoney, ZERO } from '#domain/shared/decimal.ts';
import { aFill, anAccount, anExit, aPosition, d, T0 } from '../support/builders.ts';

const STOCK = d(1_000);
const CURRENCIES = ['SYN', 'USD', 'BNB'] as const;

/** A trade at a spot venue. `part` of what is bought, or of what an exit sells, has its fee in `currency`. */
interface Step {
  readonly kind: 'buy' | 'exit' | 'external sale';
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fees: readonly { readonly currency: (typeof CURRENCIES)[number]; readonly rate: Decimal }[];
  /** Fills of the order; the last one is left out where it does not fill whole. */
  readonly parts: number;
  readonly isWhole: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('buy' as const, 'exit' as const, 'exit' as const, 'external sale' as const),
  quantity: fc.integer({ min: 1, max: 5_000 }).map((units) => d(units).div(1_000)),
  price: fc.integer({ min: 1, max: 100_000 }).map((cents) => d(cents).div(300).toDecimalPlaces(10)),
  fees: fc.array(
    fc.record({
      currency: fc.constantFrom(...CURRENCIES),
      rate: fc.integer({ min: -20, max: 100 }).map((bps) => d(bps).div(10_000)),
    }),
    { maxLength: 3 },
  ),
  parts: fc.integer({ min: 1, max: 4 }),
  isWhole: fc.boolean(),
});

/** What the venue's own wallets hold: of the base currency also a stock that the ledger knows nothing of. */
class Wallets {
  readonly held: Record<(typeof CURRENCIES)[number], Decimal> = { SYN: STOCK, USD: d(10_000), BNB: STOCK };

  /** Trades, takes the fees, and tells the fill as an adapter does. */
  trade(side: 'buy' | 'sell', quantity: Decimal, { price, fees }: Step): Partial<Fill> {
    const sign = side === 'buy' ? 1 : -1;
    const notional = toMoney(quantity.times(price));
    this.#add('SYN', quantity.times(sign));
    this.#add('USD', notional.times(-sign));
    const taken = { SYN: ZERO, USD: ZERO, BNB: ZERO };
    for (const { currency, rate } of fees) {
      const amount = toMoney((currency === 'USD' ? notional : quantity).times(rate));
      taken[currency] = taken[currency].plus(amount);
      this.#add(currency, amount.negated());
    }
    const fee = taken.USD.plus(toMoney(taken.SYN.times(price)));
    const otherFees = taken.BNB.isZero() ? [] : [{ currency: 'BNB', amount: taken.BNB }];
    return { side, quantity, price, notional, fee, baseFee: taken.SYN, otherFees };
  }

  #add(currency: (typeof CURRENCIES)[number], amount: Decimal): void {
    this.held[currency] = this.held[currency].plus(amount);
  }
}

/** The steps at the venue and in the ledger: exits are authorised for what is free, and may stay working. */
function run(steps: readonly Step[], look: (rows: Rows, wallets: Wallets, fills: readonly Fill[]) => void) {
  const wallets = new Wallets();
  const fills: Fill[] = [];
  let rows: Rows = { account: anAccount(), position: aPosition() };
  const book = (told: Partial<Fill>, order: Order | null): Order | null => {
    const booked = applyFill(rows, order, aFill({ ...told, id: String(fills.length), time: T0 + fills.length }), T0);
    rows = booked;
    fills.push(booked.fill);
    look(rows, wallets, fills);
    return booked.order;
  };
  for (const [index, one] of steps.entries()) {
    const free = rows.position.quantity.minus(rows.position.exitReserved);
    const quantity = one.kind === 'buy' ? one.quantity : Decimal.min(one.quantity, free);
    if (quantity.lte(ZERO)) continue;
    if (one.kind !== 'exit') {
      book(wallets.trade(one.kind === 'buy' ? 'buy' : 'sell', quantity, one), null);
      continue;
    }
    const intent = anExit({ clientOrderId: String(index), quantity });
    let order: Order | null = submitOrder(createOrder(intent, T0), 'request', T0);
    rows = authoriseOnRows(rows, order, T0);
    const each = quantity.div(one.parts).toDecimalPlaces(6, Decimal.ROUND_DOWN);
    for (let part = 1; part < one.parts && !each.isZero(); part++)
      order = book(wallets.trade('sell', each, one), order);
    const last = quantity.minus(each.times(one.parts - 1));
    if (one.isWhole) book(wallets.trade('sell', last, one), order);
  }
  return { rows, wallets, fills };
}

const sum = <T>(all: readonly T[], of: (one: T) => Decimal): Decimal =>
  all.reduce((total, one) => total.plus(of(one)), ZERO);

const paidIn = (fills: readonly Fill[], currency: string): Decimal =>
  sum(
    fills.flatMap(({ otherFees }) => otherFees).filter((fee) => fee.currency === currency),
    ({ amount }) => amount,
  );

describe('fees in any currency', () => {
  it('Given any trades, Then after each fill cash and position are the venue’s wallets, to the last digit', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        run(steps, ({ account, position }, { held }, fills) => {
          expect(account.cash.toFixed()).toBe(held.USD.toFixed());
          expect(position.quantity.plus(STOCK).minus(paidIn(fills, 'SYN')).toFixed()).toBe(held.SYN.toFixed());
          expect(STOCK.minus(paidIn(fills, 'BNB')).toFixed()).toBe(held.BNB.toFixed());
        });
      }),
      { numRuns: 500 },
    );
  });

  it('Given any trades of what is held, Then no fee takes the position below zero, or below what working exits sell', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        run(steps, ({ position }) => {
          expect(position.quantity.gte(ZERO)).toBe(true);
          expect(position.exitReserved.lte(position.quantity)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('Given any trades, Then cash, cost, realised P&L and fees are the opening cash, and the round trips tell the same', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { rows, fills } = run(steps, ({ account, position }) => {
          const explained = account.openingCash.plus(account.realizedPnl).minus(account.fees).minus(position.cost);
          expect(account.cash.toFixed()).toBe(explained.toFixed());
        });
        const { account, position } = rows;
        const trips = roundTrips(fills);
        const open = trips.filter(({ pnl }) => pnl === null);
        expect(sum(open, ({ quantity }) => quantity).toFixed()).toBe(position.quantity.toFixed());
        const closed = sum(trips, ({ pnl }) => pnl ?? ZERO);
        const cost = sum(open, ({ entryNotional }) => entryNotional);
        const change = account.cash.minus(account.openingCash);
        expect(
          closed
            .minus(sum(open, ({ entryFee }) => entryFee))
            .minus(cost)
            .toFixed(),
        ).toBe(change.toFixed());
        expect(sum(fills, ({ fee }) => fee).toFixed()).toBe(account.fees.toFixed());
      }),
      { numRuns: 300 },
    );
  });
});
