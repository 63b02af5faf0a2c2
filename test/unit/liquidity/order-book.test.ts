import { describe, expect, it } from 'vitest';
import { estimateImpactBps } from '#domain/liquidity/estimate-impact.ts';
import {
  bookImbalance,
  depthNotional,
  midPrice,
  type OrderBook,
  spreadBps,
  walkBook,
} from '#domain/liquidity/order-book.ts';
import { d } from '../../support/builders.ts';
import { venueOf } from '../../support/risk-tables.ts';

const level = (price: number, quantity: number) => ({ price: d(price), quantity: d(quantity) });
/** Mid 100, spread 2. */
const BOOK: OrderBook = {
  bids: [level(99, 1), level(98, 2), level(90, 10)],
  asks: [level(101, 2), level(102, 3)],
};
const EMPTY: OrderBook = { bids: [], asks: [] };
const ONE_SIDED: OrderBook = { bids: [], asks: BOOK.asks };

describe('order book', () => {
  it('Given a book, Then mid, spread, depth and imbalance are those of its levels', () => {
    expect(midPrice(BOOK)?.toFixed()).toBe('100');
    expect(spreadBps(BOOK)).toBe(200);
    expect(['buy', 'sell'].map((side) => depthNotional(BOOK, side === 'buy' ? 'buy' : 'sell', 200)?.toFixed())).toEqual(
      ['508', '295'],
    );
    expect(depthNotional(BOOK, 'buy', 99)?.toFixed()).toBe('0');
    expect(bookImbalance(BOOK, 1)).toBeCloseTo(-1 / 3, 15);
    expect(bookImbalance(BOOK, 5)).toBeCloseTo(8 / 18, 15);
  });

  it.each([
    ['empty', EMPTY],
    ['one-sided', ONE_SIDED],
  ])('Given a book that is %s, Then there is no mid to measure from', (_, book) => {
    expect([midPrice(book), spreadBps(book), depthNotional(book, 'buy', 50)]).toEqual([null, null, null]);
    expect(walkBook(book, 'sell', d(1))).toEqual({ filled: d(0), unfilled: d(1), vwap: null, costBps: null });
  });

  it('Given empty and one-sided books, Then the imbalance is unknown and whole', () => {
    expect([bookImbalance(EMPTY, 3), bookImbalance(ONE_SIDED, 3)]).toEqual([null, -1]);
  });

  it.each([
    ['buy', 2, '101', 100, '0'],
    ['buy', 4, '101.5', 150, '0'],
    ['buy', 6, '101.6', 160, '1'],
    ['sell', 3, '98.333333333333333333', 166.666, '0'],
  ] as const)('Given a %s of %i, Then it walks the book', (side, quantity, vwap, costBps, unfilled) => {
    const walk = walkBook(BOOK, side, d(quantity));
    expect(walk.vwap?.toDecimalPlaces(18).toFixed()).toBe(vwap);
    expect(walk.costBps).toBeCloseTo(costBps, 2);
    expect(walk.unfilled.toFixed()).toBe(unfilled);
  });

  it('Given one-sided depth, Then a buy has a price but no mid to compare with', () => {
    expect(walkBook(ONE_SIDED, 'buy', d(2))).toMatchObject({ vwap: d(101), costBps: null });
  });
});

/* A bar of range 2 % and a volume of 100. */
const bar = { open: 100, high: 101, low: 99, volume: 100 };

describe('estimateImpactBps', () => {
  const impact = d('0.5');
  it.each([
    ['slippage alone', venueOf({ slippageRate: d('0.0005') }), null, 5],
    ['the square root of a quarter', venueOf({ impactCoefficient: impact }), bar, 50],
    ['the square of a quarter', venueOf({ volumeSlippage: d('0.1') }), bar, 62.5],
    [
      'all of them',
      venueOf({ slippageRate: d('0.0005'), impactCoefficient: impact, volumeSlippage: d('0.1') }),
      bar,
      117.5,
    ],
    ['a share that the venue caps', venueOf({ impactCoefficient: impact, maxVolumeShare: d('0.01') }), bar, 10],
    ['no volume', venueOf({ impactCoefficient: impact }), { ...bar, volume: 0 }, null],
    ['no bar', venueOf({ volumeSlippage: d('0.1') }), null, null],
  ])(
    'Given %s, When an order takes a quarter of the volume, Then the estimate is as computed by hand',
    (_, venue, given, expected) => {
      const estimate = estimateImpactBps(d(25), { side: 'buy', venue, bar: given, book: null });
      if (expected === null) expect(estimate).toBeNull();
      else expect(estimate).toBeCloseTo(expected, 9);
    },
  );

  it('Given a book, Then it goes before the models, and what it does not hold cannot be told', () => {
    const venue = venueOf({ slippageRate: d('0.0005') });
    const estimates = [4, 6].map((quantity) => estimateImpactBps(d(quantity), { side: 'buy', venue, bar, book: BOOK }));
    expect(estimates).toEqual([150, null]);
  });
});
