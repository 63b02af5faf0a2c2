import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '#domain/shared/decimal.ts';
import { compareMeans } from '#domain/strategies/moving-averages.ts';
import { findStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { barsOf } from '../../support/builders.ts';

function actionsOf(policy: string, params: unknown, closes: readonly (string | number)[]): string[] {
  const strategy = findStrategy(policy)?.create(params);
  if (strategy === undefined) throw new Error(`no strategy ${policy}`);
  let state: unknown = strategy.initial;
  return barsOf(closes).map((bar) => {
    const step = strategy.step(JSON.parse(JSON.stringify(state)), bar);
    state = step.state;
    return step.signals.map((signal) => signal.action).join() || '-';
  });
}

describe('sma_fast_slow', () => {
  it.each([
    ['a rise after a fall', [3, 2, 1, 2, 4], ['-', '-', '-', '-', 'BUY']],
    ['a rise from equality', [1, 1, 1, 2], ['-', '-', '-', 'BUY']],
    ['above from the first defined bar on', [1, 2, 3, 4], ['-', '-', '-', '-']],
    ['a fall after a rise', [1, 2, 3, 2, 1], ['-', '-', '-', '-', 'SELL']],
    ['a fall from equality', [2, 2, 2, 1], ['-', '-', '-', 'SELL']],
    ['a touch that turns back up: from equality on', [1, 2, 3, 1, 6], ['-', '-', '-', '-', 'BUY']],
  ])('Given %s (fast 2, slow 3), Then the signals are as listed', (_, closes, expected) => {
    expect(actionsOf('sma_fast_slow', { fast: 2, slow: 3 }, closes)).toEqual(expected);
  });

  it('Given averages that are equal as decimals but not as float sums, Then they are a tie', () => {
    const closes = [0.1, 0.2, 0.3, 0.2, 0.2];
    expect(compareMeans(closes, 2, 5)).toBe(0);
    expect(0.1 + 0.2 + 0.3 + 0.2 + 0.2 === 1).toBe(closes.reduce((a, b) => a + b, 0) === 1);
  });

  it('Given any prices, Then the comparison agrees with exact decimals', () => {
    const price = fc.integer({ min: 1, max: 400 }).map((n) => Number(`${n}e-5`));
    fc.assert(
      fc.property(fc.array(price, { minLength: 5, maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (values, fast) => {
        const mean = (count: number) =>
          values
            .slice(-count)
            .reduce((sum, one) => sum.plus(one), new Decimal(0))
            .times(60 / count);
        expect(compareMeans(values, fast, 5)).toBe(mean(fast).comparedTo(mean(5)));
      }),
    );
  });

  it.each([
    [{ fast: 50, slow: 10 }],
    [{ fast: 10, slow: 10 }],
    [{ fast: 0 }],
    [{ fast: 1.5 }],
    [{ slow: '50' }],
    [{ quick: 10 }],
  ])('Given parameters %j, Then they are refused', (params) => {
    expect(() => findStrategy('sma_fast_slow')?.create(params)).toThrow();
  });

  it('Given no parameters, Then fast is 10 and slow is 50', () => {
    expect(findStrategy('sma_fast_slow')?.create({}).warmup).toBe(51);
  });
});

describe('registry', () => {
  it('Given buy_hold, Then it signals on the first bar only', () => {
    expect(actionsOf('buy_hold', {}, [1, 2, 3])).toEqual(['BUY', '-', '-']);
  });

  it('Given a name, an alias or a stranger, Then each is found or not', () => {
    expect(strategyNames()).toEqual(['sma_fast_slow', 'buy_hold']);
    expect(findStrategy('sma_cross')?.name).toBe('sma_fast_slow');
    expect(findStrategy('martingale')).toBeNull();
  });
});
