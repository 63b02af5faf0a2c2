import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTrades } from '#domain/simulation/match-trades.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { d, T0 } from '../../support/builders.ts';
import { FREE, MARKET_TERMS, someTerms, VenueDesk } from '../../support/venue-desk.ts';

function charging(taker: string, slippage = '0'): VenueRules {
  return { ...FREE, fees: [{ minVolume: d(0), maker: d(0), taker: d(taker) }], slippageRate: d(slippage) };
}

function deskWith(rules: VenueRules, cash: number, ...orders: ['buy' | 'sell', string | number][]): VenueDesk {
  const desk = new VenueDesk(rules, cash);
  for (const [side, quantity] of orders) desk.order(side, quantity, MARKET_TERMS);
  return desk;
}

describe('matchTrades', () => {
  it('Given costs, When a buy and a sell fill, Then slippage and commission are taken on each side', () => {
    const desk = deskWith(charging('0.001', '0.0005'), 10_000, ['buy', 10], ['sell', 10]).trade(100);
    expect(desk.fills).toEqual(['buy 10 @ 100.05 (1.0005) market', 'sell 10 @ 99.95 (0.9995) market']);
    expect(desk.balance('USD')).toBe('9997');
    expect(desk.working).toEqual([]);
  });

  it('Given a trade before the acceptance, or none of the symbol, Then the order goes on working', () => {
    const desk = deskWith(FREE, 1000, ['buy', 1]).trade(100, T0 - 1);
    expect(desk.ends).toEqual([]);
    expect(matchTrades(desk.book, new Map(), FREE).book).toBe(desk.book);
    expect(desk.working).toEqual(['o1']);
  });

  it('Given less cash than the order costs, Then it is clipped to the lot and the rest is cancelled', () => {
    const desk = deskWith(charging('0.001'), 1000, ['buy', 10]).trade(101);
    expect(desk.fills).toEqual(['buy 9.89 @ 101 (0.99889) market']);
    expect(desk.ends).toEqual(['o1 cancelled INSUFFICIENT_CASH']);
    expect(desk.results[0]?.executions[0]?.explanation.limitedBy).toBe('cash');
    expect(desk.balance('USD')).toBe('0.11111');
  });

  it('Given no cash at all, Then nothing fills and the order is cancelled', () => {
    const desk = deskWith(FREE, 0, ['buy', 10]).trade(100);
    expect([desk.fills, desk.ends]).toEqual([[], ['o1 cancelled INSUFFICIENT_CASH']]);
  });

  it.each([
    [false, 'o2 cancelled INSUFFICIENT_POSITION'],
    [true, 'o2 cancelled REDUCE_ONLY'],
  ])('Given a sell of more than is held, reduce-only %s, Then the rest is %s', (reduceOnly, end) => {
    const desk = deskWith(FREE, 1000, ['buy', 5]);
    desk.order('sell', 8, someTerms({ type: 'market', reduceOnly }));
    desk.trade(100);
    expect(desk.fills[1]).toBe('sell 5 @ 100 market');
    expect(desk.ends[1]).toBe(end);
  });

  it('Given a fill-or-kill order that cash does not cover, Then nothing fills', () => {
    const desk = new VenueDesk(FREE, 500);
    desk.order('buy', 6, someTerms({ type: 'market', tif: 'fok' }));
    desk.trade(100);
    expect([desk.fills, desk.ends]).toEqual([[], ['o1 cancelled INSUFFICIENT_CASH']]);
  });

  it.each([
    ['0.1', 1000, '100'],
    ['1000', 10_000, '1000'],
  ])('Given a tick of %s, Then the price after slippage is rounded to it and never zero', (tick, cash, price) => {
    const desk = deskWith({ ...charging('0', '0.0004'), tick: d(tick) }, cash, ['buy', 1]).trade(100);
    expect(desk.fills).toEqual([`buy 1 @ ${price} market`]);
  });

  it('Given a model that needs whole bars, an opg or a cls order, Then no trade fills it', () => {
    const models: Partial<VenueRules>[] = [
      { maxVolumeShare: d('0.1') },
      { volumeSlippage: d('0.1') },
      { impactCoefficient: d(1) },
      { latency: 1 },
    ];
    for (const model of models) {
      expect(deskWith({ ...FREE, ...model }, 1000, ['buy', 1]).trade(100).working).toEqual(['o1']);
    }
    const desk = new VenueDesk();
    desk.order('buy', 1, someTerms({ type: 'market', tif: 'opg' }));
    desk.order('buy', 1, someTerms({ type: 'market', tif: 'cls' }));
    desk.order('buy', 1, someTerms({ type: 'limit', limit: 200 }));
    expect(desk.trade(100).working).toEqual(['o1', 'o2', 'o3']);
  });

  it('Given many orders and room for six results, Then the call stops before it and the next one goes on', () => {
    const desk = deskWith(FREE, 10_000, ['buy', 1], ['buy', 1], ['buy', 1]);
    const trades = new Map([['SYN/USD', { price: d(100), time: T0 }]]);
    const first = matchTrades(desk.book, trades, FREE, 6);
    expect(first.closed).toHaveLength(2);
    const second = matchTrades(first.book, trades, FREE, 6);
    expect(second.executions.map(({ id, sequence }) => [id, sequence])).toEqual([[`o3#${T0}#1`, 3]]);
    expect(second.book.working).toEqual([]);
  });

  it('Given any orders and costs, Then no balance falls below zero', () => {
    const orders = fc.array(
      fc.tuple(fc.constantFrom('buy' as const, 'sell' as const), fc.integer({ min: 1, max: 5000 })),
      { maxLength: 12 },
    );
    const bps = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 99_999 }), bps, bps, (many, price, commission, slippage) => {
        const rules = charging(d(commission).div(10_000).toFixed(), d(slippage).div(10_000).toFixed());
        const desk = deskWith(rules, 10_000, ...many).trade(price / 100);
        for (const balance of Object.values(desk.book.balances)) expect(balance.isNegative()).toBe(false);
      }),
    );
  });
});
