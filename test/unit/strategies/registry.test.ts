import { describe, expect, it } from 'vitest';
import { findStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { aStrategy } from '../../support/run-strategy.ts';

describe('registry', () => {
  it('Given the shipped strategies, When they are listed, Then all are there', () => {
    expect(strategyNames()).toEqual(
      expect.arrayContaining(['sma_fast_slow', 'macd_momentum', 'rsi', 'darvas_box', 'buy_hold', 'rebalance']),
    );
  });

  it('Given a name, an alias or a stranger, When it is looked up, Then it is found or not', () => {
    expect(findStrategy('sma_cross')?.name).toBe('sma_fast_slow');
    expect(findStrategy('martingale')).toBeNull();
  });

  it.each(strategyNames())('Given %s, When its initial state is read twice, Then nothing is shared', (name) => {
    const running = aStrategy(name);
    expect(running.initial).toEqual(running.initial);
    expect(running.initial).not.toBe(running.initial);
  });

  it.each([
    ['sma_fast_slow', 51],
    ['macd_momentum', 175],
    ['rsi', 142],
    ['darvas_box', 57],
    ['buy_hold', 0],
    ['rebalance', 0],
  ])('Given %s with its defaults, When it is made, Then it warms up for %i bars', (name, warmup) => {
    expect(aStrategy(name).warmup).toBe(warmup);
  });

  it.each([
    ['sma_fast_slow', { fast: 50, slow: 10 }],
    ['sma_fast_slow', { fast: 10, slow: 10 }],
    ['sma_fast_slow', { fast: 0 }],
    ['sma_fast_slow', { fast: 1.5 }],
    ['sma_fast_slow', { slow: '50' }],
    ['sma_fast_slow', { quick: 10 }],
    ['macd_momentum', { fast: 26, slow: 12 }],
    ['macd_momentum', { fast: 26 }],
    ['macd_momentum', { signal: 0 }],
    ['rsi', { lower: 70, upper: 30 }],
    ['rsi', { lower: 70 }],
    ['rsi', { upper: 101 }],
    ['rsi', { lower: -1 }],
    ['rsi', { period: 0 }],
    ['buy_hold', { fast: 1 }],
  ])('Given %s with the parameters %j, When it is made, Then they are refused', (name, params) => {
    expect(() => aStrategy(name, params)).toThrow();
  });
});
