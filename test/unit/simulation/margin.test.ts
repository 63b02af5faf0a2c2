import { describe, expect, it } from 'vitest';
import { liquidationPrice, maintenanceMargin, marginRatio } from '#domain/accounts/margin.ts';
import type { MarginRules, VenueRules } from '#domain/simulation/venue-rules.ts';
import { wantsBars } from '#domain/simulation/wants-bars.ts';
import { d, T0 } from '../../support/builders.ts';
import { aBar, FREE, MARKET_TERMS, someTerms, VenueDesk } from '../../support/venue-desk.ts';

const MARGIN: MarginRules = {
  maxLeverage: d(5),
  maintenanceRate: d('0.1'),
  fundingRate: d(0),
  allowShort: true,
};

function onMargin(changes: Partial<MarginRules> = {}, rules: Partial<VenueRules> = {}): VenueDesk {
  return new VenueDesk({ ...FREE, ...rules, margin: { ...MARGIN, ...changes } }, 1000);
}

/** A desk that holds `quantity`, traded at 100 in the first minute. */
function holding(quantity: number, changes: Partial<MarginRules> = {}, rules: Partial<VenueRules> = {}): VenueDesk {
  const desk = onMargin(changes, rules);
  desk.order(quantity > 0 ? 'buy' : 'sell', Math.abs(quantity), MARKET_TERMS);
  return desk.trade(100);
}

describe('margin figures', () => {
  it('Given 1000 of cash and 30 bought at 100, Then maintenance, ratio and liquidation price are those of the formulas', () => {
    // Cash −2000, value 3000, equity 1000. Liquidated where −2000 + 30p = 0.1 × 30p, p = 2000 ÷ 27.
    const position = { quantity: d(30), otherEquity: d(-2000), otherExposure: d(0) };
    expect(maintenanceMargin(d(3000), MARGIN).toFixed()).toBe('300');
    expect(marginRatio(d(1000), d(3000), MARGIN)?.toFixed()).toBe('0.3');
    expect(liquidationPrice(position, MARGIN)?.toDecimalPlaces(6).toFixed()).toBe('74.074074');
  });

  it('Given 30 sold short at 100, Then it is liquidated above: 4000 − 30p = 0.1 × 30p, p = 4000 ÷ 33', () => {
    const position = { quantity: d(-30), otherEquity: d(4000), otherExposure: d(0) };
    expect(liquidationPrice(position, MARGIN)?.toDecimalPlaces(6).toFixed()).toBe('121.212121');
  });

  it('Given another position worth 500, Then its need counts: −1500 + 20p = 0.1 × (20p + 500), p = 1550 ÷ 18', () => {
    const position = { quantity: d(20), otherEquity: d(-1500), otherExposure: d(500) };
    expect(liquidationPrice(position, MARGIN)?.toDecimalPlaces(6).toFixed()).toBe('86.111111');
  });

  it('Given no borrowed money, Then a long has no liquidation price; given nothing at all, every price liquidates a short', () => {
    expect(liquidationPrice({ quantity: d(1), otherEquity: d(10), otherExposure: d(0) }, MARGIN)).toBeNull();
    expect(liquidationPrice({ quantity: d(-1), otherEquity: d(-1), otherExposure: d(0) }, MARGIN)?.toFixed()).toBe('0');
  });

  it('Given no exposure the ratio is 0; given exposure and no equity it is undefined', () => {
    expect(marginRatio(d(0), d(0), MARGIN)?.toFixed()).toBe('0');
    expect(marginRatio(d(0), d(1), MARGIN)).toBeNull();
    expect(marginRatio(d(-1), d(1), MARGIN)).toBeNull();
  });

  it('Given a maintenance rate of 1 or no position, Then it throws', () => {
    const position = { quantity: d(1), otherEquity: d(0), otherExposure: d(0) };
    expect(() => liquidationPrice(position, { maintenanceRate: d(1) })).toThrow('received 1, expected 0 to below 1');
    expect(() => liquidationPrice({ ...position, quantity: d(0) }, MARGIN)).toThrow('expected a position');
  });
});

describe('buying power', () => {
  it('Given a leverage of 5, Then 1000 buy 50 at 100 and no more, and the rest is cancelled', () => {
    const desk = holding(60);
    expect(desk.fills).toEqual(['buy 50 @ 100 market']);
    expect(desk.ends).toEqual(['o1 cancelled INSUFFICIENT_MARGIN']);
    expect(desk.results[0]?.executions[0]?.explanation.limitedBy).toBe('cash');
    expect([desk.balance('USD'), desk.balance('SYN')]).toEqual(['-4000', '50']);
  });

  it('Given fees and slippage, Then exposure stays within leverage × equity after the trade', () => {
    const fees = [{ minVolume: d(0), maker: d(0), taker: d('0.01') }];
    const desk = holding(60, {}, { fees, slippageRate: d('0.01'), lot: d('0.0001') });
    const quantity = d(desk.balance('SYN'));
    const equity = d(desk.balance('USD')).plus(quantity.times(100));
    expect(quantity.times(100).lte(equity.times(5))).toBe(true);
    expect(quantity.plus('0.0002').times(100).lte(equity.times(5))).toBe(false);
  });

  it('Given a leverage of 1, Then it buys what a cash account buys', () => {
    const fees = [{ minVolume: d(0), maker: d(0), taker: d('0.001') }];
    const rules = { fees, slippageRate: d('0.0005') };
    const cash = new VenueDesk({ ...FREE, ...rules }, 1000);
    cash.order('buy', 60, MARKET_TERMS);
    expect(holding(60, { maxLeverage: d(1) }, rules).fills).toEqual(cash.trade(100).fills);
  });

  it('Given a short account, Then it sells what it has not; given none allowed, it does not', () => {
    expect(holding(-60).fills).toEqual(['sell 50 @ 100 market']);
    expect(holding(-60, { allowShort: false }).ends).toEqual(['o1 cancelled INSUFFICIENT_POSITION']);
  });

  it('Given a position at its limit, Then an order that turns it closes all and opens what is then allowed', () => {
    const desk = holding(50);
    desk.order('sell', 120, MARKET_TERMS, T0 + 60_000);
    desk.trade(100, T0 + 60_000);
    expect(desk.fills[1]).toBe('sell 100 @ 100 market');
    expect(desk.book.entryPrices['SYN/USD']?.toFixed()).toBe('100');
    expect(desk.balance('SYN')).toBe('-50');
  });

  it('Given two buys, Then the entry price is their average, and a part sold leaves it', () => {
    const desk = holding(10);
    desk.order('buy', 30, MARKET_TERMS);
    desk.trade(104);
    desk.order('sell', 5, MARKET_TERMS);
    desk.trade(110);
    expect(desk.book.entryPrices['SYN/USD']?.toFixed()).toBe('103');
  });
});

describe('liquidation', () => {
  it('Given a bar that reaches the price, Then the whole position goes at it, and its exits are cancelled', () => {
    const desk = holding(50, { maintenanceRate: d('0.2') });
    desk.order('sell', 50, someTerms({ type: 'limit', limit: 150, reduceOnly: true }));
    desk.order('buy', 1, someTerms({ type: 'limit', limit: 10 }));
    // −4000 + 50p = 0.2 × 50p: p = 100.
    desk.bars(aBar([101, 102, 100, 101]));
    expect(desk.fills.slice(1)).toEqual(['sell 50 @ 100 liquidation']);
    expect(desk.ends.slice(1)).toEqual(['o2 cancelled LIQUIDATED']);
    expect(desk.working).toEqual(['o3']);
    expect(desk.results.at(-1)?.executions[0]).toMatchObject({ clientOrderId: null, id: `liquidation#${T0}#2` });
    expect(desk.book.entryPrices).toEqual({});
  });

  it.each([
    [50, [80, 81, 79, 80], 'sell 50 @ 80 liquidation'],
    [-50, [130, 131, 129, 130], 'buy 50 @ 130 liquidation'],
  ])('Given a gap through the price of %s, Then it goes at the open', (quantity, bar, fill) => {
    expect(holding(quantity).bars(aBar(bar)).fills[1]).toBe(fill);
  });

  it('Given a stop before the liquidation price, Then the stop comes first and saves the position', () => {
    const desk = holding(50);
    desk.order('sell', 50, someTerms({ type: 'stop', stop: 95 }));
    desk.bars(aBar([100, 101, 85, 86]));
    expect(desk.fills.slice(1)).toEqual(['sell 50 @ 95 stop']);
  });

  it('Given a stop behind the liquidation price, or a target in the same bar, Then the venue comes first', () => {
    for (const terms of [someTerms({ type: 'stop', stop: 88 }), someTerms({ type: 'stop', stop: 87, target: 101 })]) {
      const desk = holding(50, { maintenanceRate: d('0.15') });
      desk.order('sell', 50, terms);
      desk.bars(aBar([100, 102, 85, 86]));
      expect(desk.fills[1]).toMatch(/^sell 50 @ 94\.1176470588235294\d* liquidation$/);
      expect(desk.ends[1]).toBe('o2 cancelled LIQUIDATED');
    }
  });

  it('Given a bar that does not reach it, Then the position stays and its last price is the close', () => {
    const desk = holding(50).bars(aBar([100, 101, 90, 92]));
    expect(desk.fills).toHaveLength(1);
    expect(desk.book.lastPrices['SYN/USD']?.toFixed()).toBe('92');
    expect(wantsBars(desk.book, desk.rules)).toBe(true);
    expect(desk.bars(aBar([100, 101, 10, 92])).fills).toHaveLength(1);
  });
});

describe('funding', () => {
  const at = (time: string) => Date.parse(`2026-01-05T${time}:00Z`);
  const rates = { fundingRate: d('0.001') };

  it('Given a long over two funding times, Then it pays twice the rate of its value at the last price, in one execution', () => {
    const desk = onMargin(rates);
    desk.order('buy', 10, MARKET_TERMS, at('07:00'));
    desk.trade(100, at('07:00'));
    desk.bars({ ...aBar([100, 110, 100, 110], 0, 'SYN/USD', at('07:00')), closeTime: at('08:00') });
    desk.bars({ ...aBar([110, 110, 110, 110], 0, 'SYN/USD', at('16:00')), closeTime: at('17:00') });
    expect(desk.fills.slice(1)).toEqual(['buy 0 @ 110 (2.2) funding']);
    expect(desk.results.at(-1)?.executions[0]).toMatchObject({ clientOrderId: null, time: at('16:00') });
    expect(desk.balance('USD')).toBe('-2.2');
  });

  it('Given a short, Then it receives', () => {
    const desk = onMargin(rates);
    desk.order('sell', 10, MARKET_TERMS, at('07:59'));
    desk.trade(100, at('07:59'));
    desk.bars(aBar([100, 100, 100, 100], 0, 'SYN/USD', at('07:59')));
    desk.bars(aBar([100, 100, 100, 100], 0, 'SYN/USD', at('08:00')));
    expect(desk.fills.slice(1)).toEqual(['sell 0 @ 100 (-1) funding']);
  });

  it('Given an entry and an exit at the very funding time, Then only who held before it pays', () => {
    const entering = onMargin(rates);
    entering.order('buy', 10, MARKET_TERMS, at('08:00'));
    entering.trade(100, at('08:00')).bars(aBar([100, 100, 100, 100], 0, 'SYN/USD', at('08:00')));
    expect(entering.fills).toEqual(['buy 10 @ 100 market']);
    const leaving = onMargin(rates);
    leaving.order('buy', 10, MARKET_TERMS, at('07:59'));
    leaving.trade(100, at('07:59')).bars(aBar([100, 100, 100, 100], 0, 'SYN/USD', at('07:59')));
    leaving.order('sell', 10, MARKET_TERMS, at('08:00'));
    leaving.trade(100, at('08:00'));
    expect(leaving.fills.slice(1)).toEqual(['buy 0 @ 100 (1) funding', 'sell 10 @ 100 market']);
  });
});
