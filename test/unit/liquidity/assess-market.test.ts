import { describe, expect, it } from 'vitest';
import { assessMarket, type MarketToAssess } from '#domain/liquidity/assess-market.ts';
import { annualisedVolatility, correlationOf, windowOf } from '#domain/liquidity/bar-returns.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { barsOf, d, PLAIN_VENUE, SYMBOL, T0 } from '../../support/builders.ts';
import { marginVenue } from '../../support/risk-tables.ts';

/** Up 1 %, down 1 %, … so that the returns alternate between 0.01 and about −0.0099. */
const ZIGZAG = Array.from({ length: 11 }, (_, index) => (index % 2 === 0 ? 100 : 101));
const AGAINST = ZIGZAG.map((close) => 201 - close);
const FLAT = ZIGZAG.map(() => 7);

describe('annualisedVolatility', () => {
  /* Five returns of 0.01, five of −1/101: deviation √(10 ÷ 9) × (0.01 + 1/101) ÷ 2. */
  const deviation = (Math.sqrt(10 / 9) * (0.01 + 1 / 101)) / 2;
  it.each([
    ['BTC/USD', MINUTE, 365 * 1440],
    ['BTC/USD', DAY, 365],
    ['SPY', DAY, 252],
    ['SPY', MINUTE, 252 * 390],
    ['SPY', 7 * DAY, 365 / 7],
  ])('Given %s and bars of %i ms, Then a year has %d of them', (symbol, timeframe, bars) => {
    expect(annualisedVolatility(barsOf(ZIGZAG), symbol, timeframe)).toBeCloseTo(deviation * Math.sqrt(bars), 12);
  });

  it('Given nine returns, Then it is not known', () => {
    expect(annualisedVolatility(barsOf(ZIGZAG.slice(1)), SYMBOL, MINUTE)).toBeNull();
  });
});

describe('correlationOf', () => {
  it.each([
    ['the same closes', ZIGZAG, 1],
    ['the same at another scale', ZIGZAG.map((close) => close * 3), 1],
    ['the opposite', AGAINST, -1],
  ])('Given %s, Then it is %s', (_, closes, expected) => {
    expect(correlationOf(barsOf(ZIGZAG), barsOf(closes))).toBeCloseTo(expected, 12);
  });

  it('Given a symbol that does not move, or too few common bars, Then it is not known', () => {
    expect(correlationOf(barsOf(ZIGZAG), barsOf(FLAT))).toBeNull();
    expect(correlationOf(barsOf(ZIGZAG), barsOf(ZIGZAG).slice(1))).toBeNull();
    expect(correlationOf([], [])).toBeNull();
  });

  it('Given bars that are missing on one side, Then only common ones count', () => {
    const long = barsOf([...ZIGZAG, 55, 101, 100]);
    const other = barsOf([...ZIGZAG, 99, 101, 100]).filter((_, index) => index !== 11);
    expect(correlationOf(long, other)).toBeCloseTo(1, 12);
  });
});

describe('windowOf', () => {
  it('Given a close, Then the window reaches back by time, however many bars there are', () => {
    const bars = barsOf([1, 2, 3, 4]).filter((_, index) => index !== 2);
    const window = windowOf(bars, T0 + 4 * MINUTE, 3, MINUTE);
    expect(window.map(({ close }) => close)).toEqual([2, 4]);
  });
});

describe('assessMarket', () => {
  const bars = (all: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, readonly Bar[]> =>
    new Map(Object.entries(all).map(([symbol, closes]) => [symbol, barsOf(closes, symbol)]));
  const market = (changes: Partial<MarketToAssess>): MarketToAssess => ({
    symbol: 'A/USD',
    bars: bars({ 'A/USD': ZIGZAG, 'B/USD': AGAINST, 'C/USD': ZIGZAG, 'D/USD': FLAT }),
    heldSymbols: [],
    quantity: d(1),
    venue: PLAIN_VENUE,
    timeframe: MINUTE,
    window: 60,
    ...changes,
  });

  it('Given nothing but bars, Then what an order book would say is unknown', () => {
    expect(assessMarket(market({}))).toMatchObject({
      spreadBps: null,
      depthNotional: null,
      impactBps: 0,
      correlation: null,
      isHalted: false,
    });
    expect(assessMarket(market({})).volatility).toBeGreaterThan(0);
    expect(assessMarket(market({ quantity: null })).impactBps).toBeNull();
    expect(assessMarket(market({ window: 5 })).volatility).toBeNull();
    expect(assessMarket(market({ bars: new Map() })).volatility).toBeNull();
  });

  it.each([
    ['the one that goes along', ['B/USD', 'C/USD'], 'C/USD'],
    ['the one that is known', ['B/USD'], 'B/USD'],
    ['the one that is not known, before any other', ['C/USD', 'D/USD'], 'D/USD'],
    ['none that has no bars, before any other', ['C/USD', 'E/USD'], 'E/USD'],
    ['another one than itself', ['A/USD', 'B/USD'], 'B/USD'],
  ])('Given several holdings, Then the closest is %s', (_, heldSymbols, expected) => {
    expect(assessMarket(market({ heldSymbols })).correlation?.symbol).toBe(expected);
  });

  it('Given an account that may be short, Then going the opposite way is close, too', () => {
    const half = [...ZIGZAG.slice(0, 9), 100, 100];
    const given = bars({ 'A/USD': ZIGZAG, 'B/USD': AGAINST, 'C/USD': half });
    const closest = (venue: MarketToAssess['venue']) =>
      assessMarket(market({ bars: given, heldSymbols: ['B/USD', 'C/USD'], venue })).correlation?.symbol;
    expect([closest(PLAIN_VENUE), closest(marginVenue({ allowShort: true }))]).toEqual(['C/USD', 'B/USD']);
  });

  it('Given a book, Then spread, depth within half a percent and cost come from it', () => {
    const level = (price: number) => ({ price: d(price), quantity: d(2) });
    const book = { bids: [level(99.9)], asks: [level(100.1), level(101)] };
    const facts = assessMarket(market({ book, side: 'buy', isHalted: true }));
    expect([facts.depthNotional, facts.isHalted]).toEqual(['200.2', true]);
    expect(facts.spreadBps).toBeCloseTo(20, 9);
    expect(facts.impactBps).toBeCloseTo(10, 9);
  });
});
