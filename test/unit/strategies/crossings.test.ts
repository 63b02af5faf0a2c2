import { describe, expect, it } from 'vitest';
import type { Signal } from '#domain/strategies/strategy.ts';
import { barsOf } from '../../support/builders.ts';
import { actionsOf, aStrategy, runStrategy } from '../../support/run-strategy.ts';

/** The action at each close, one character a bar: `B`, `S` or `.` for none. */
function tape(policy: string, params: unknown, closes: readonly (string | number)[]): string {
  return actionsOf(aStrategy(policy, params), barsOf(closes))
    .map((action) => (action === '-' ? '.' : action.charAt(0)))
    .join('');
}

function signalsOf(policy: string, params: unknown, closes: readonly number[]): readonly Signal[] {
  return runStrategy(aStrategy(policy, params), barsOf(closes)).flat();
}

const ramp = (bars: number) => Array.from({ length: bars }, (_, index) => index + 1);
/** 297 rises and 703 falls by a cent, no move, and one more fall. */
const SEVEN_OF_TEN_FALL = [
  ...Array.from({ length: 1001 }, (_, index) => (index <= 297 ? index : 594 - index)),
  -406,
  -407,
].map((cents) => (1000 + cents / 100).toFixed(2));
const flat = (bars: number, close: number) => Array.from({ length: bars }, () => close);

describe('sma_fast_slow', () => {
  it.each([
    ['a rise after a fall', [3, 2, 1, 2, 4], '....B'],
    ['a rise from equality', [1, 1, 1, 2], '...B'],
    ['above from the first defined bar on', [1, 2, 3, 4], '....'],
    ['a fall after a rise', [1, 2, 3, 2, 1], '....S'],
    ['a fall from equality', [2, 2, 2, 1], '...S'],
    ['a touch that turns back up: from equality on', [1, 2, 3, 1, 6], '....B'],
    ['a tie after above, of averages that differ as floats', [0.05, 0.2, 0.1, 0.3], '....'],
    [
      'equal averages of prices that no float carries',
      ['100.1234567890123457', '100.1234567890123455', '100.1234567890123456', '100.1234567890123457'],
      '...B',
    ],
    [
      'a tie that a last digit breaks',
      ['2.0000000000000000002', '2.0000000000000000002', '2.0000000000000000002', '2.0000000000000000001'],
      '...S',
    ],
    ['tiny prices', ['0.00003', '0.00002', '0.00001', '0.00002', '0.00004'], '....B'],
    ['no move at all', flat(8, 0.1), '........'],
  ])('Given %s (fast 2, slow 3), When it runs, Then the signals are as listed', (_, closes, expected) => {
    expect(tape('sma_fast_slow', { fast: 2, slow: 3 }, closes)).toBe(expected);
  });

  it('Given a cross, When it signals, Then its ranking is 50', () => {
    expect(signalsOf('sma_fast_slow', { fast: 1, slow: 2 }, [2, 2, 9])).toEqual([
      { action: 'BUY', ranking: 50, reason: 'fast average crossed above slow' },
    ]);
  });
});

describe('macd_momentum', () => {
  it.each([
    ['a jump from equality, back to a tie, and below', [4, 4, 4, 4, 4, 6, 6, 6], '.....B.S'],
    ['above from the first defined bar on', [4, 4, 4, 4, 6, 6], '......'],
    ['a fall from equality, back to a tie, and above', [6, 6, 6, 6, 6, 4, 4, 4], '.....S.B'],
    ['a straight ramp: two lines that stay equal', ramp(40), '.'.repeat(40)],
    ['a ramp that turns steeper', [...ramp(10), 12], '..........B'],
    ['a ramp of prices that floats only approximate', ramp(30).map((n) => `0.${n + 10}`), '.'.repeat(30)],
    ['no move at all', flat(50, 0.1), '.'.repeat(50)],
  ])('Given %s (fast 1, slow 3, signal 3), When it runs, Then the signals are as listed', (_, closes, expected) => {
    expect(tape('macd_momentum', { fast: 1, slow: 3, signal: 3 }, closes)).toBe(expected);
  });

  it('Given a flat stretch of 3,000 bars below the signal line, When the price falls further, Then nothing has crossed meanwhile', () => {
    const closes = [4, 4, 4, 4, 4, 6, 6, 6, ...flat(3000, 6), 5];
    expect(tape('macd_momentum', { fast: 1, slow: 3, signal: 3 }, closes)).toBe(`.....B.S${'.'.repeat(3001)}`);
  });

  it('Given crosses of two strengths, When they signal, Then the stronger ranks higher, from 50 to 100', () => {
    const rankings = [6.0001, 6.01, 12].map(
      (last) => signalsOf('macd_momentum', { fast: 1, slow: 3, signal: 3 }, [6, 6, 6, 6, 6, last])[0]?.ranking,
    );
    expect(rankings).toEqual([50, 54, 100]);
  });
});

describe('rsi', () => {
  it.each([
    ['a fall below 30 and a rise above 70', { period: 2 }, [10, 11, 10, 8, 12], '...BS'],
    ['below from the first defined bar on', { period: 2 }, [10, 9, 8, 7], '....'],
    ['a fall from flat', { period: 2 }, [5, 5, 5, 4], '...B'],
    ['a rise from flat', { period: 2 }, [5, 5, 5, 6], '...S'],
    ['a value exactly on the level', { period: 2, lower: 50, upper: 60 }, [10, 11, 10, 10, 9], '....B'],
    [
      'a value on a level that no float carries, then below',
      { period: 1000, lower: 29.7 },
      SEVEN_OF_TEN_FALL,
      `${'.'.repeat(1002)}B`,
    ],
    ['no move at all', {}, flat(40, 0.1), '.'.repeat(40)],
    ['no loss: 100 from the first on', {}, ramp(40), '.'.repeat(40)],
  ])('Given %s, When it runs, Then the signals are as listed', (_, params, closes, expected) => {
    expect(tape('rsi', params, closes)).toBe(expected);
  });

  it('Given a flat stretch of 5,000 bars, When the price falls again, Then the RSI was oversold all along', () => {
    expect(tape('rsi', { period: 2 }, [10, 11, 10, 8, ...flat(5000, 8), 7])).toBe(`...B${'.'.repeat(5001)}`);
  });

  it('Given falls of two depths, When they signal, Then the deeper ranks higher', () => {
    const rankings = [8, 1].map((last) => signalsOf('rsi', { period: 2 }, [10, 11, 10, last])[0]?.ranking);
    expect(rankings).toEqual([72, 92]);
  });
});

describe('buy_hold', () => {
  it('Given bars, When it runs, Then it signals on the first one only', () => {
    expect(tape('buy_hold', {}, [1, 2, 3])).toBe('B..');
  });
});
