import { describe, expect, it } from 'vitest';
import { canonicalSymbol } from '#adapters/alpaca/alpaca-symbol.ts';
import { orderBody } from '#adapters/alpaca/alpaca-terms.ts';
import type { OrderTerms } from '#domain/orders/order-terms.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { d } from '../../../support/builders.ts';
import { someTerms } from '../../../support/venue-desk.ts';

const write = (
  symbol: string,
  quantity: string,
  terms: OrderTerms,
  side: 'buy' | 'sell' = 'buy',
  tick: string | null = null,
) => orderBody(aSentOrder({ symbol, quantity: d(quantity), terms, side }), tick === null ? null : d(tick));

describe('orders as Alpaca takes them', () => {
  it.each([
    ['SPY', '2', someTerms({ type: 'market' }), { type: 'market', time_in_force: 'day' }],
    ['SPY', '0.5', someTerms({ type: 'market' }), { type: 'market', time_in_force: 'day', qty: '0.5' }],
    ['SPY', '2', someTerms({ type: 'market', tif: 'opg' }), { time_in_force: 'opg' }],
    ['BTC/USD', '0.000000001', someTerms({ type: 'market' }), { time_in_force: 'gtc', qty: '0.000000001' }],
    [
      'BTC/USD',
      '1',
      someTerms({ type: 'limit', tif: 'ioc', limit: '0.00004' }),
      { limit_price: '0.00004', time_in_force: 'ioc' },
    ],
    [
      'SPY',
      '2',
      someTerms({ type: 'limit', limit: '601.10' }),
      { type: 'limit', limit_price: '601.1', time_in_force: 'gtc' },
    ],
    [
      'SPY',
      '0.5',
      someTerms({ type: 'stop', stop: '0.9999' }),
      { type: 'stop', stop_price: '0.9999', time_in_force: 'day' },
    ],
    ['SPY', '2', someTerms({ type: 'stop_limit', stop: 10, limit: '9.5' }), { stop_price: '10', limit_price: '9.5' }],
    [
      'SPY',
      '2',
      someTerms({ type: 'trailing_stop', stop: 95, trail: '0.015' }),
      { type: 'trailing_stop', trail_percent: '1.5' },
    ],
  ])('Given %s × %s, When it is written, Then the names and amounts are Alpaca’s', (symbol, quantity, terms, body) => {
    expect(write(symbol, quantity, terms)).toMatchObject({ kind: 'written', body: { symbol, ...body } });
  });

  it('Given a trailing stop, When it is written, Then no stop price stands beside the trail', () => {
    const written = write('SPY', '2', someTerms({ type: 'trailing_stop', stop: 95, trail: '0.015' }));
    expect(written.kind === 'written' && Object.keys(written.body)).not.toContain('stop_price');
  });

  it('Given a stop with a target, When it is written, Then it is a limit order of class oco', () => {
    const written = write('SPY', '2', someTerms({ type: 'stop', stop: 95, target: 105 }), 'sell');
    expect(written).toEqual({
      kind: 'written',
      body: {
        client_order_id: 'a'.repeat(32),
        symbol: 'SPY',
        side: 'sell',
        qty: '2',
        time_in_force: 'gtc',
        type: 'limit',
        order_class: 'oco',
        take_profit: { limit_price: '105' },
        stop_loss: { stop_price: '95' },
      },
    });
  });

  it.each([
    ['sell', '100.5', null, '95.4'],
    ['buy', '100.5', null, '105.5'],
    ['sell', '64000', '0.5', '60800'],
    ['sell', '0.00001234', '0.00000001', '0.00001172'],
    ['sell', '0.00000001', '0.00000001', '0.00000001'],
  ] as const)(
    'Given a stop of a pair to %s at %s with tick %s, When it is written, Then its limit is %s',
    (side, stop, tick, limit) => {
      expect(write('BTC/USD', '1', someTerms({ type: 'stop', stop }), side, tick)).toMatchObject({
        body: { type: 'stop_limit', stop_price: stop, limit_price: limit },
      });
    },
  );

  it.each([
    ['SPY', '2', someTerms({ type: 'limit', limit: '10.005' }), 'INVALID_ORDER', 'limitPrice 10.005'],
    ['SPY', '2', someTerms({ type: 'limit', limit: '0.99999' }), 'INVALID_ORDER', 'at most 4 decimal places'],
    ['SPY', '2', someTerms({ type: 'stop', stop: '1.001' }), 'INVALID_ORDER', 'stopPrice 1.001'],
    ['SPY', '2', someTerms({ type: 'stop', stop: 95, target: '105.001' }), 'INVALID_ORDER', 'takeProfitPrice 105.001'],
    ['SPY', '2', someTerms({ type: 'limit', limit: 0 }), 'INVALID_ORDER', 'limitPrice 0'],
    ['SPY', '0', someTerms({ type: 'market' }), 'INVALID_ORDER', 'quantity 0'],
    ['BTC/USD', '0.0000000001', someTerms({ type: 'market' }), 'INVALID_ORDER', 'quantity 0.0000000001'],
    ['SPY', '2', someTerms({ type: 'limit' }), 'INVALID_ORDER', 'without limitPrice'],
    ['SPY', '2', someTerms({ type: 'limit', limit: 9, postOnly: true }), 'NOT_SUPPORTED', 'postOnly'],
    ['SPY', '2', someTerms({ type: 'market', reduceOnly: true }), 'NOT_SUPPORTED', 'reduceOnly'],
    ['SPY', '0.5', someTerms({ type: 'trailing_stop', stop: 9, trail: '0.01' }), 'NOT_SUPPORTED', 'fraction'],
    ['SPY', '0.5', someTerms({ type: 'stop', stop: 95, target: 105 }), 'NOT_SUPPORTED', 'whole shares'],
    ['SPY', '0.5', someTerms({ type: 'market', tif: 'opg' }), 'NOT_SUPPORTED', 'time in force opg'],
    ['SPY', '2', someTerms({ type: 'stop', stop: 95, target: 105, tif: 'ioc' }), 'NOT_SUPPORTED', 'time in force ioc'],
    [
      'SPY',
      '2',
      someTerms({ type: 'trailing_stop', stop: 95, trail: '0.01', target: 105 }),
      'NOT_SUPPORTED',
      'takeProfitPrice',
    ],
    ['BTC/USD', '2', someTerms({ type: 'stop', stop: 95, target: 105 }), 'NOT_SUPPORTED', 'takeProfitPrice of a pair'],
    [
      'BTC/USD',
      '2',
      someTerms({ type: 'trailing_stop', stop: 95, trail: '0.01' }),
      'NOT_SUPPORTED',
      'trailing_stop of a pair',
    ],
    ['BTC/USD', '2', someTerms({ type: 'market', tif: 'day' }), 'NOT_SUPPORTED', 'time in force day'],
  ] as const)(
    'Given %s × %s that Alpaca would refuse, When it is written, Then it is refused as %4$s',
    (symbol, quantity, terms, code, words) => {
      expect(write(symbol, quantity, terms)).toMatchObject({
        kind: 'refused',
        code,
        cause: expect.stringContaining(words),
      });
    },
  );

  it.each([
    ['BTCUSD', 'crypto', 'BTC/USD'],
    ['SHIBUSD', 'crypto', 'SHIB/USD'],
    ['DOTUSD', 'crypto', 'DOT/USD'],
    ['USDTUSD', 'crypto', 'USDT/USD'],
    ['BTCUSDT', 'crypto', 'BTC/USDT'],
    ['ETHBTC', null, 'ETH/BTC'],
    ['BTC/USD', null, 'BTC/USD'],
    ['BRK.B', 'us_equity', 'BRK.B'],
    ['AUSD', null, 'AUSD'],
    ['SPY', null, 'SPY'],
  ])('Given the symbol %s of class %s, When it is read, Then it is %s', (text, assetClass, symbol) => {
    expect(canonicalSymbol(text, assetClass)).toBe(symbol);
  });
});
