import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchOrders } from '#domain/simulation/match.ts';
import { acceptIntoBook, openVenueBook, type VenueBook, type VenueCosts } from '#domain/simulation/venue-book.ts';
import { d, SYMBOL, T0 } from '../../support/builders.ts';

const FREE: VenueCosts = { commissionRate: d(0), slippageRate: d(0), lot: d('0.01'), tick: null };

function bookWith(cash: number, ...orders: ['buy' | 'sell', string | number][]): VenueBook {
  return orders.reduce(
    (book, [side, quantity], index) =>
      acceptIntoBook(book, {
        clientOrderId: `o${index}`,
        symbol: SYMBOL,
        side,
        type: 'market',
        quantity: d(quantity),
        acceptedAt: T0,
      }),
    openVenueBook('USD', d(cash)),
  );
}

function match(book: VenueBook, price: number, costs: VenueCosts = FREE, time = T0) {
  return matchOrders(book, new Map([[SYMBOL, { price: d(price), time }]]), costs);
}

describe('matchOrders', () => {
  it('Given costs, When a buy and a sell fill, Then slippage and commission are taken on each side', () => {
    const costs = { ...FREE, commissionRate: d('0.001'), slippageRate: d('0.0005') };
    const { executions, book } = match(bookWith(10_000, ['buy', 10], ['sell', 10]), 100, costs);
    expect(executions.map((one) => [one.price.toFixed(), one.fee.toFixed()])).toEqual([
      ['100.05', '1.0005'],
      ['99.95', '0.9995'],
    ]);
    expect(book.cash.toFixed()).toBe('9997');
    expect(book.working).toEqual([]);
  });

  it('Given a trade before the acceptance, or none of the symbol, Then the order goes on working', () => {
    const book = bookWith(1000, ['buy', 1]);
    expect(match(book, 100, FREE, T0 - 1).closed).toEqual([]);
    expect(matchOrders(book, new Map(), FREE).book.working).toHaveLength(1);
  });

  it('Given less cash than the order costs, Then it is clipped to the lot and the rest is cancelled', () => {
    const { executions, closed, book } = match(bookWith(1000, ['buy', 10]), 101, {
      ...FREE,
      commissionRate: d('0.001'),
    });
    expect(executions[0]?.quantity.toFixed()).toBe('9.89');
    expect(closed).toMatchObject([{ status: 'cancelled', cause: 'INSUFFICIENT_CASH' }]);
    expect(book.cash.isNegative()).toBe(false);
  });

  it('Given no cash at all, Then nothing fills and the order is cancelled', () => {
    const { executions, closed } = match(bookWith(0, ['buy', 10]), 100);
    expect(executions).toEqual([]);
    expect(closed).toMatchObject([{ status: 'cancelled', cause: 'INSUFFICIENT_CASH' }]);
  });

  it('Given a sell of more than is held, Then the rest is cancelled', () => {
    const { executions, closed } = match(bookWith(1000, ['buy', 5], ['sell', 8]), 100);
    expect(executions[1]?.quantity.toFixed()).toBe('5');
    expect(closed[1]).toMatchObject({ status: 'cancelled', cause: 'INSUFFICIENT_POSITION' });
  });

  it('Given a tick, Then the price after slippage is rounded to it', () => {
    const { executions } = match(bookWith(1000, ['buy', 1]), 100, {
      ...FREE,
      slippageRate: d('0.0004'),
      tick: d('0.1'),
    });
    expect(executions[0]?.price.toFixed()).toBe('100');
  });

  it('Given a tick above the price, Then the price is one tick and never zero', () => {
    const { executions } = match(bookWith(10_000, ['buy', 1]), 100, { ...FREE, tick: d(1000) });
    expect(executions[0]?.price.toFixed()).toBe('1000');
  });

  it('Given any orders and costs, Then no balance falls below zero', () => {
    const orders = fc.array(
      fc.tuple(fc.constantFrom('buy' as const, 'sell' as const), fc.integer({ min: 1, max: 5000 })),
      { maxLength: 12 },
    );
    const bps = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 99_999 }), bps, bps, (many, price, commission, slippage) => {
        const costs = { ...FREE, commissionRate: d(commission).div(10_000), slippageRate: d(slippage).div(10_000) };
        const { book } = match(bookWith(10_000, ...many), price / 100, costs);
        expect(book.cash.isNegative()).toBe(false);
        expect((book.positions[SYMBOL] ?? d(0)).isNegative()).toBe(false);
      }),
    );
  });
});
