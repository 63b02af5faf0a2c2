import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFill, openAccount, type Rows } from '#domain/accounts/account-accounting.ts';
import { positionValue } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { quotePaid, signedQuantity } from '#domain/orders/fill-amounts.ts';
import { bookShares } from '#domain/reconciliation/book-shares.ts';
import { roundTrips } from '#domain/reporting/round-trips.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Split } from '#domain/splits/split.ts';
import { splitRows } from '#domain/splits/split-position.ts';
import { aFill, aPosition, d } from '../support/builders.ts';
import { aSplit, EX_DAY, MIDNIGHT, SHARE } from '../support/split-desk.ts';

const HOUR = 3_600_000;
const [BEFORE, AFTER] = [MIDNIGHT - HOUR, MIDNIGHT + HOUR];

/** Quantities that every ratio below divides to the venue's nine decimals, so that value is the same to the last digit. */
const trade = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 50 }).map((hundreds) => d(hundreds * 100)),
  price: fc.integer({ min: 100, max: 9_999 }).map((cents) => d(cents).div(100)),
  fee: fc.integer({ min: 0, max: 99 }).map((cents) => d(cents).div(100)),
});
type Trade = typeof trade extends fc.Arbitrary<infer One> ? One : never;

const ratio = fc.constantFrom([4, 1], [3, 2], [20, 1], [1, 10], [1, 4], [2, 5]) as fc.Arbitrary<[number, number]>;

interface Book extends Rows {
  readonly fills: readonly Fill[];
}

const EMPTY: Book = {
  account: openAccount('main', 'USD', d(1_000_000)),
  position: aPosition({ symbol: SHARE }),
  fills: [],
};

function fillOf({ fee, price, quantity, side }: Trade, index: number, time: number): Fill {
  const id = `f${String(index).padStart(3, '0')}`;
  return aFill({
    symbol: SHARE,
    id,
    sequence: id,
    clientOrderId: null,
    side,
    quantity,
    price,
    fee,
    time,
    venueTime: time,
  });
}

function traded(book: Book, one: Trade, index: number, time: number): Book {
  const after = applyFill(book, null, fillOf(one, index, time), time);
  return { account: after.account, position: after.position, fills: [...book.fills, after.fill] };
}

/** The same trade in new shares. */
function inNew(one: Trade, [newRate, oldRate]: [number, number]): Trade {
  return {
    ...one,
    quantity: one.quantity.times(newRate).div(oldRate),
    price: one.price.times(oldRate).div(newRate),
  };
}

function split(book: Book, one: Split): Book {
  const rows = splitRows(book, one, book.fills, { at: AFTER, last: book.fills.at(-1)?.sequence ?? '' });
  if (rows.kind !== 'split') return book;
  return { account: rows.account, position: rows.position, fills: [...book.fills, rows.entry] };
}

function check({ account, fills, position }: Book): void {
  const held = fills.reduce((sum, fill) => sum.plus(signedQuantity(fill)), ZERO);
  expect(position.quantity.toFixed()).toBe(held.toFixed());
  const paid = fills.reduce((sum, fill) => sum.plus(quotePaid(fill)), ZERO);
  expect(account.cash.toFixed()).toBe(account.openingCash.minus(paid).toFixed());
}

/** A price that every ratio divides. */
const MARK = d(60);

/** To a ten-millionth: prices of new shares may have no end. */
function near(one: Decimal, other: Decimal): void {
  expect(one.minus(other).abs().lt(new Decimal('1e-7')), `${one} and ${other}`).toBe(true);
}

const trades = fc.array(trade, { maxLength: 8 });

describe('splits', () => {
  it('Given any trades and a split anywhere between them, Then cost, cash and profit are those of the same trades in new shares', () => {
    fc.assert(
      fc.property(trades, trades, ratio, (before, after, rates) => {
        const one = aSplit(...rates);
        const held = before.reduce((book, each, index) => traded(book, each, index, BEFORE), EMPTY);
        const now = split(held, one);
        check(now);
        expect(now.position.cost.toFixed()).toBe(held.position.cost.toFixed());
        expect(now.position.realizedPnl.toFixed()).toBe(held.position.realizedPnl.toFixed());
        expect(now.account.cash.toFixed()).toBe(held.account.cash.toFixed());
        expect(now.account.equity.toFixed()).toBe(held.account.equity.toFixed());
        const newMark = MARK.times(rates[1]).div(rates[0]);
        near(positionValue(now.position, newMark), positionValue(held.position, MARK));
        const end = after.reduce((book, each, index) => traded(book, each, 100 + index, AFTER), now);
        check(end);
        const all = [...before.map((each) => inNew(each, rates)), ...after];
        const same = all.reduce((book, each, index) => traded(book, each, index, AFTER), EMPTY);
        near(end.position.quantity, same.position.quantity);
        near(end.position.cost, same.position.cost);
        near(end.position.realizedPnl, same.position.realizedPnl);
        near(end.account.cash, same.account.cash);
        const [trips, expected] = [roundTrips(end.fills), roundTrips(same.fills)];
        expect(trips.length).toBe(expected.length);
        for (const [index, trip] of trips.entries()) {
          near(trip.pnl ?? ZERO, expected[index]?.pnl ?? ZERO);
          if (trip.pnl === null) near(trip.quantity, expected[index]?.quantity ?? ZERO);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('Given any of the trades of before the split told after it, Then the end is that of trades that were told in time', () => {
    fc.assert(
      fc.property(trades, trade, ratio, (before, late, rates) => {
        const one = aSplit(...rates);
        const held = before.reduce((book, each, index) => traded(book, each, index, BEFORE), EMPTY);
        const now = split(held, one);
        const terms = { at: AFTER, lot: ZERO, isOnOurClock: false, split: one };
        const told = { ...fillOf(late, 50, AFTER), venueTime: BEFORE };
        const booked = bookShares(now, null, told, terms);
        const companion = booked.companion === null ? [] : [booked.companion];
        const end = { ...booked, fills: [...now.fills, booked.fill, ...companion] };
        check(end);
        const inTime = traded(held, late, 50, BEFORE);
        const same = split(inTime, one);
        near(end.position.quantity, same.position.quantity);
        near(end.position.cost, same.position.cost);
        near(end.position.realizedPnl, same.position.realizedPnl);
        const sorted = [...end.fills].sort((a, b) =>
          a.sequence < b.sequence ? -1 : a.sequence > b.sequence ? 1 : a.id < b.id ? -1 : 1,
        );
        for (const list of [end.fills, sorted]) {
          const [trips, expected] = [roundTrips(list), roundTrips(same.fills)];
          expect(trips.length).toBe(expected.length);
          for (const [index, trip] of trips.entries()) near(trip.pnl ?? ZERO, expected[index]?.pnl ?? ZERO);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('Given trades since the ex-date, Then the split is not applied to them, and a mixture is none that anybody applies', () => {
    fc.assert(
      fc.property(trades, trades, ratio, (before, since, rates) => {
        const one = aSplit(...rates, { exDay: EX_DAY });
        const held = before.reduce((book, each, index) => traded(book, each, index, BEFORE), EMPTY);
        const now = since.reduce((book, each, index) => traded(book, each, 100 + index, AFTER), held);
        const { kind } = splitRows(now, one, now.fills, { at: AFTER, last: '' });
        const expected = held.position.quantity.isZero() ? 'not_held' : since.length === 0 ? 'split' : 'mixed';
        expect(kind).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});
