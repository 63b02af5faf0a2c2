import { describe, expect, it } from 'vitest';
import { MARKET, type OrderTerms, orderTerms, termsFault } from '#domain/orders/order-terms.ts';
import { d } from '../../support/builders.ts';

const limitPrice = d(100);
const stopPrice = d(90);
const trailPct = d('0.1');
const takeProfitPrice = d(120);

describe('termsFault', () => {
  const table: [string, OrderTerms, string | null][] = [
    ['a market order', MARKET, null],
    ['a market order with a limit', { ...MARKET, limitPrice }, 'market order with limitPrice'],
    ['a market order with a stop', { ...MARKET, stopPrice }, 'market order with stopPrice'],
    ['a market order with a trail', { ...MARKET, trailPct }, 'market order with trailPct'],
    ['a limit order', orderTerms({ type: 'limit', limitPrice }), null],
    ['a limit order without its price', orderTerms({ type: 'limit' }), 'limit order without limitPrice'],
    ['a limit order with a stop', orderTerms({ type: 'limit', limitPrice, stopPrice }), 'limit order with stopPrice'],
    ['a limit order that only makes', orderTerms({ type: 'limit', limitPrice, postOnly: true }), null],
    ['a stop', orderTerms({ type: 'stop', stopPrice }), null],
    ['a stop without its price', orderTerms({ type: 'stop' }), 'stop order without stopPrice'],
    ['a stop with a limit', orderTerms({ type: 'stop', stopPrice, limitPrice }), 'stop order with limitPrice'],
    ['a stop with a target', orderTerms({ type: 'stop', stopPrice, takeProfitPrice }), null],
    [
      'a stop that only makes',
      orderTerms({ type: 'stop', stopPrice, postOnly: true }),
      'stop order with postOnly, expected a limit order',
    ],
    ['a stop limit', orderTerms({ type: 'stop_limit', stopPrice, limitPrice }), null],
    [
      'a stop limit without limit',
      orderTerms({ type: 'stop_limit', stopPrice }),
      'stop_limit order without limitPrice',
    ],
    ['a stop limit without stop', orderTerms({ type: 'stop_limit', limitPrice }), 'stop_limit order without stopPrice'],
    [
      'a stop limit with a target',
      orderTerms({ type: 'stop_limit', stopPrice, limitPrice, takeProfitPrice }),
      'stop_limit order with takeProfitPrice, expected a stop',
    ],
    [
      'a trailing stop with a target',
      orderTerms({ type: 'trailing_stop', stopPrice, trailPct, takeProfitPrice }),
      null,
    ],
    [
      'a trailing stop without level',
      orderTerms({ type: 'trailing_stop', trailPct }),
      'trailing_stop order without stopPrice',
    ],
    [
      'a trailing stop without trail',
      orderTerms({ type: 'trailing_stop', stopPrice }),
      'trailing_stop order without trailPct',
    ],
  ];
  it.each(table)('Given %s, Then what is wrong with it is told', (_, terms, fault) => {
    expect(termsFault(terms)).toBe(fault);
  });
});

describe('orderTerms', () => {
  it('Given nothing but a type, Then the order works until it is cancelled and everything else is off', () => {
    expect(orderTerms({ type: 'market' })).toEqual(MARKET);
    expect(MARKET).toMatchObject({ timeInForce: 'gtc', postOnly: false, reduceOnly: false });
  });
});
