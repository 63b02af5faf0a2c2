import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '#domain/shared/decimal.ts';
import { compareMeans, toExactPrice } from '#domain/strategies/moving-averages.ts';
import { raiseSignals } from '#domain/strategies/plan-orders.ts';
import { findStrategy, strategyNames } from '#domain/strategies/registry.ts';
import type { Signal } from '#domain/strategies/strategy.ts';
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

  it.each([
    ['of few digits', '0.1', '0.1'],
    ['that no float carries', '100.12345678901234', '0.01'],
    ['of twenty digits', '1234567890.1234567812', '0.0000000001'],
    ['far below one', '0.000012345678901234567', '0.000001'],
  ])('Given averages that are equal, of prices %s, Then they are a tie and the next tick is not', (_, base, step) => {
    const price = (steps: number) => toExactPrice(new Decimal(base).plus(new Decimal(step).times(steps)));
    expect(compareMeans([0, 3, 1, 2].map(price), 2, 4)).toBe(0);
    expect(compareMeans([0, 3, 1, 3].map(price), 2, 4)).toBe(1);
    expect(compareMeans([1, 3, 1, 2].map(price), 2, 4)).toBe(-1);
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

describe('raiseSignals', () => {
  const [bar] = barsOf([100]);
  const raise = (signal: Partial<Signal>) =>
    bar === undefined ? [] : raiseSignals('mine', bar, [{ action: 'BUY', ranking: 50, reason: '', ...signal }]);

  it('Given a signal out of bounds, Then ranking and reason are brought within them', () => {
    const [raised] = raise({ ranking: 1e9, reason: 'x'.repeat(999) });
    expect([raised?.signal.ranking, raised?.signal.reason.length]).toEqual([100, 200]);
    expect(raise({ ranking: Number.NaN })[0]?.signal.ranking).toBe(0);
    expect(raise({ action: 'HOLD' })).toEqual([]);
  });

  it('Given a signal that no type checker has seen, Then it is refused by name', () => {
    expect(() => raise(JSON.parse('{"action":"BYU"}'))).toThrow('strategy mine: received the signal BYU');
  });
});

describe('registry', () => {
  it('Given buy_hold, Then it signals on the first bar only', () => {
    expect(actionsOf('buy_hold', {}, [1, 2, 3])).toEqual(['BUY', '-', '-']);
  });

  it('Given a name, an alias or a stranger, Then each is found or not', () => {
    expect(strategyNames()).toEqual(expect.arrayContaining(['sma_fast_slow', 'buy_hold']));
    expect(findStrategy('sma_cross')?.name).toBe('sma_fast_slow');
    expect(findStrategy('martingale')).toBeNull();
  });
});
