import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARKET } from '#domain/orders/order-terms.ts';
import { DEFAULT_EXECUTION, entryTerms } from '#domain/trading/execution-rules.ts';
import { d } from '../../support/builders.ts';

const LIMITS = { ...DEFAULT_EXECUTION, limitTolerance: d('0.001') };

describe('terms of an entry without a limit of its own', () => {
  it('Given no tolerance, Then it is a market order', () => {
    expect(entryTerms(DEFAULT_EXECUTION, 'buy', d(100), d('0.01'))).toBe(MARKET);
  });

  it.each([
    ['buy', '100.07', '0.01', '100.17'],
    ['sell', '100.07', '0.01', '99.97'],
    ['buy', '100.07', '0.25', '100'],
    ['sell', '100.07', '0.25', '100'],
    ['sell', '99.8', '0.25', '99.75'],
    ['buy', '0.00001234', null, '0.00001235234'],
    ['sell', '0.004', '0.01', '0.01'],
    ['buy', '0.004', '0.01', '0.01'],
  ] as const)('Given a %s at %s and a tick of %s, Then its limit is %s', (side, price, tick, limit) => {
    const terms = entryTerms(LIMITS, side, d(price), tick === null ? null : d(tick));
    expect([terms.type, terms.timeInForce, terms.limitPrice?.toFixed()]).toEqual(['limit', 'gtc', limit]);
  });

  it('Given any price, tick and tolerance, Then the limit is a multiple of the tick and never beyond the tolerance, unless it is the first tick', () => {
    const cases = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      price: fc.integer({ min: 1, max: 10_000_000 }).map((n) => d(n).div(1_000)),
      tick: fc.constantFrom('0.0001', '0.01', '0.05', '1').map(d),
      tolerance: fc.integer({ min: 0, max: 500 }).map((n) => d(n).div(1_000)),
    });
    fc.assert(
      fc.property(cases, ({ price, side, tick, tolerance }) => {
        const { limitPrice } = entryTerms({ ...LIMITS, limitTolerance: tolerance }, side, price, tick);
        if (limitPrice === null) throw new Error('a limit order has a limit');
        expect(limitPrice.mod(tick).isZero()).toBe(true);
        const most = price.times(side === 'buy' ? tolerance.plus(1) : d(1).minus(tolerance));
        const isWithin = side === 'buy' ? limitPrice.lte(most) : limitPrice.gte(most);
        expect(isWithin || limitPrice.eq(tick)).toBe(true);
      }),
    );
  });
});
