import { describe, expect, it } from 'vitest';
import type { Side } from '#domain/orders/order-intent.ts';
import { MARKET, type OrderTerms, orderTerms } from '#domain/orders/order-terms.ts';
import { worstPrice } from '#domain/orders/worst-price.ts';
import { d } from '../../support/builders.ts';

const limit = (price: number) => orderTerms({ type: 'limit', limitPrice: d(price) });
const stop = (price: number) => orderTerms({ type: 'stop', stopPrice: d(price) });
const stopLimit = (stopPrice: number, price: number) =>
  orderTerms({ type: 'stop_limit', stopPrice: d(stopPrice), limitPrice: d(price) });
const trailing = (price: number) => orderTerms({ type: 'trailing_stop', stopPrice: d(price), trailPct: d('0.1') });

describe('worstPrice, at a reference of 100', () => {
  const table: [Side, OrderTerms, string][] = [
    ['buy', MARKET, '100'],
    ['sell', MARKET, '100'],
    ['buy', limit(90), '90'],
    ['buy', limit(110), '110'],
    ['sell', limit(90), '100'],
    ['sell', limit(110), '110'],
    ['buy', stop(110), '110'],
    ['buy', stop(90), '100'],
    ['sell', stop(90), '100'],
    ['buy', stopLimit(105, 110), '110'],
    ['buy', stopLimit(80, 90), '100'],
    ['buy', trailing(110), '110'],
  ];
  it.each(table)('Given a %s with %j, Then its notional is reckoned by %s', (side, terms, expected) => {
    expect(worstPrice({ side, terms, referencePrice: d(100) }).toFixed()).toBe(expected);
  });
});
