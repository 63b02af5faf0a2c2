import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ParameterError } from '#domain/strategies/parameter-error.ts';
import { findStrategy } from '#domain/strategies/registry.ts';
import { barsOf } from '../../support/builders.ts';
import { aStrategy, runStrategy } from '../../support/run-strategy.ts';

const SYMBOLS = ['BTC/USD', 'ETH/USD'];

function weightsOf(params: unknown, symbol: string, symbols: readonly string[] = SYMBOLS): (number | undefined)[] {
  return runStrategy(aStrategy('rebalance', params, symbols), barsOf([1, 2, 3, 4, 5], symbol)).map(
    (signals) => signals[0]?.targetWeight,
  );
}

/** What the schema says of parameters that it refuses. */
function faultOf(params: unknown): string {
  const strategy = findStrategy('rebalance');
  if (strategy === null) throw new Error('rebalance is not registered');
  const parsed = z.safeParse(strategy.parameters, params);
  if (parsed.success) throw new Error('expected a refusal');
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join();
}

describe('rebalance', () => {
  it('Given nothing, When it runs, Then every symbol is asked for at the same weight at every bar', () => {
    expect(weightsOf({}, 'BTC/USD')).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(weightsOf({}, 'C', ['A', 'B', 'C'])[0]).toBe(0.333333333333);
  });

  it.each([
    ['a mapping', { 'BTC/USD': 0.6, 'ETH/USD': 0.4 }],
    ['text', 'BTC/USD:0.6,ETH/USD:0.4'],
    ['text in another spelling', ' eth-usd : .4 , BTCUSD:0.6'],
  ])('Given weights as %s, When it runs, Then each symbol has its own', (_, weights) => {
    expect(weightsOf({ weights }, 'BTC/USD')[0]).toBe(0.6);
    expect(weightsOf({ weights }, 'ETH/USD')[0]).toBe(0.4);
  });

  it('Given two forms of the same weights, When they are parsed, Then they are the same', () => {
    const strategy = findStrategy('rebalance');
    const parse = (weights: unknown) => JSON.stringify(strategy && z.parse(strategy.parameters, { weights }));
    expect(parse('ETH/USD:0.4,BTC/USD:0.6')).toBe(parse({ 'BTC/USD': 0.6, 'ETH/USD': 0.4 }));
  });

  it('Given every 2 bars, When it runs, Then it asks at the first, the third and the fifth', () => {
    expect(weightsOf({ every: 2 }, 'BTC/USD')).toEqual([0.5, undefined, 0.5, undefined, 0.5]);
  });

  it('Given a symbol without a weight, When it runs, Then it is left alone', () => {
    expect(weightsOf({ weights: 'BTC/USD:0.6' }, 'ETH/USD')).toEqual(Array.from({ length: 5 }));
  });

  it('Given a band, When it signals, Then the signal carries it', () => {
    const [signals] = runStrategy(aStrategy('rebalance', { band: 0.1 }, ['BTC/USD']), barsOf([1], 'BTC/USD'));
    expect(signals).toEqual([{ action: 'BUY', ranking: 50, reason: 'target weight', targetWeight: 1, band: 0.1 }]);
  });

  it('Given a weight for a symbol that the strategy does not see, When it is made, Then it is refused by name', () => {
    const make = () => aStrategy('rebalance', { weights: 'SOL/USD:0.5' }, SYMBOLS);
    expect(make).toThrow(ParameterError);
    expect(make).toThrow('weights: received SOL/USD, expected symbols of the strategy: BTC/USD, ETH/USD');
  });

  it.each([
    [{ weights: 'BTC/USD:0.7,ETH/USD:0.4' }, 'weights: weights that sum up to at most 1, not 1.1'],
    [{ weights: { 'BTC/USD': 1.5 } }, 'weights: a fraction 0–1 for BTC/USD'],
    [{ weights: { 'BTC/USD': -0.5 } }, 'weights: a fraction 0–1 for BTC/USD'],
    [{ weights: 'BTC/USD:0.3,BTC-USD:0.3' }, 'weights: each symbol once; BTC/USD comes twice'],
    [{ weights: 'BTC/USD' }, 'weights: a mapping of symbols to fractions'],
    [{ weights: 'BTC/USD:much' }, 'weights: a mapping of symbols to fractions'],
    [{ weights: '' }, 'weights: a mapping of symbols to fractions'],
    [{ weights: {} }, 'weights: a mapping of symbols to fractions'],
    [{ weights: 0.5 }, 'weights: a mapping of symbols to fractions'],
    [{ weights: { 'B T C': 0.5 } }, 'B T C is no symbol'],
    [{ band: 5 }, 'band: '],
    [{ every: 0 }, 'every: '],
  ])('Given the parameters %j, When they are parsed, Then the fault is told', (params, fault) => {
    expect(faultOf(params)).toContain(fault);
  });

  it('Given weights whose floats add up to more than 1, When they are parsed, Then their decimals decide', () => {
    expect(weightsOf({ weights: 'A:0.1,B:0.7,C:0.2' }, 'A', ['A', 'B', 'C'])[0]).toBe(0.1);
  });
});
