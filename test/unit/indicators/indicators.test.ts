import { describe, expect, it } from 'vitest';
import {
  averageTrueRange,
  bollingerBands,
  comparePrices,
  exponentialAverage,
  macd,
  rollingHighest,
  rollingLowest,
  rsi,
  simpleAverage,
  simpleAverageCross,
} from '#domain/indicators/index.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { barsOf } from '../../support/builders.ts';
import { addAll } from '../../support/run-indicator.ts';

/** Closes of the worked example of Wilder's RSI at StockCharts' ChartSchool (QQQQ, 14 Dec 2009 …), and its RSI(14) values. */
const QQQQ = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.614,
  46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
];
const QQQQ_RSI = [70.53, 66.32, 66.55, 69.41, 66.36, 57.97];

function bar(high: number, low: number, close: number): Bar {
  const [one] = barsOf([close]);
  if (one === undefined) throw new Error('no bar');
  return { ...one, high, low };
}

describe('indicators on hand-checkable series', () => {
  it.each<[string, (values: readonly number[]) => unknown, readonly number[], readonly (number | null)[]]>([
    ['SMA 3', (values) => addAll(simpleAverage(3), values), [1, 2, 6, 4], [null, null, 3, 4]],
    ['SMA 1', (values) => addAll(simpleAverage(1), values), [1, 2], [1, 2]],
    [
      'EMA 3: k = 1/2 from the mean of the first three on',
      (values) => addAll(exponentialAverage(3), values),
      [1, 2, 6, 5, 0],
      [null, null, 3, 4, 2],
    ],
    ['EMA 1', (values) => addAll(exponentialAverage(1), values), [7, 9], [7, 9]],
    ['highest of 2', (values) => addAll(rollingHighest(2), values), [3, 1, 1, 2], [null, 3, 1, 2]],
    ['lowest of 2', (values) => addAll(rollingLowest(2), values), [3, 1, 1, 2], [null, 1, 1, 1]],
  ])('Given %s, When the values come one by one, Then it is as listed', (_, run, values, expected) => {
    expect(run(values)).toEqual(expected);
  });

  it('Given closes of a published example, When the RSI is taken, Then it agrees to two decimals', () => {
    const values = addAll(rsi(14), QQQQ).map((reading) => reading?.value ?? null);
    expect(values.slice(0, 14)).toEqual(QQQQ.slice(0, 14).map(() => null));
    values.slice(14).forEach((value, index) => {
      expect(value).toBeCloseTo(QQQQ_RSI[index] ?? Number.NaN, 2);
    });
  });

  it.each([
    ['rises only', [1, 2, 3], 100],
    ['falls only', [3, 2, 1], 0],
    ['no move', [2, 2, 2], 50],
    ['as much up as down', [1, 2, 1], 50],
  ])('Given %s, When the RSI is taken, Then it is %s', (_, closes, expected) => {
    expect(addAll(rsi(2), closes).at(-1)?.value).toBe(expected);
  });

  it('Given a jump, When the MACD 1/3/3 is taken, Then line and histogram are the hand-computed ones', () => {
    const readings = addAll(macd({ fast: 1, slow: 3, signal: 3 }), [4, 4, 4, 4, 4, 6, 6, 6]);
    expect(readings.slice(0, 4)).toEqual([null, null, null, null]);
    expect(readings.slice(4)).toEqual([
      { line: 0, histogram: 0, relation: 0 },
      { line: 1, histogram: 0.5, relation: 1 },
      { line: 0.5, histogram: 0, relation: 0 },
      { line: 0.25, histogram: -0.125, relation: -1 },
    ]);
  });

  it('Given bars with a gap, When the ATR 2 is taken, Then it is Wilder’s average of the true ranges 2, 4, 6', () => {
    const bars = [bar(10, 8, 9), bar(13, 11, 12), bar(7, 6, 6.5)];
    expect(addAll(averageTrueRange(2), bars)).toEqual([null, 3, 4.5]);
  });

  it('Given 2, 4, 4, 4, 5, 5, 7, 9, When Bollinger bands 8/2 are taken, Then the population deviation is 2', () => {
    expect(addAll(bollingerBands(8, 2), [2, 4, 4, 4, 5, 5, 7, 9]).at(-1)).toEqual({
      lower: 1,
      middle: 5,
      upper: 9,
      deviation: 2,
    });
  });

  it('Given equal prices that floats only approximate, When Bollinger bands are taken, Then their deviation is 0', () => {
    expect(addAll(bollingerBands(3, 2), [0.3, 0.1, 0.1, 0.1]).at(-1)).toEqual({
      lower: 0.1,
      middle: 0.1,
      upper: 0.1,
      deviation: 0,
    });
  });

  it('Given the longest windows, When a flat stretch ends, Then the tie ends with it', () => {
    const indicator = simpleAverageCross(4999, 5000);
    const state = indicator.start();
    const relations = Array.from({ length: 5001 }, () => indicator.add(state, 99_999.99));
    expect(relations.filter((relation) => relation !== null)).toEqual([0, 0]);
    expect(indicator.add(state, 99_999.98)).toBe(-1);
    expect(indicator.add(state, '123456789012345.1234567890123456789')).toBe(1);
  });

  it.each([
    [1, 2, -1],
    ['0.1', 0.1, 0],
    ['0.1000000000000000000001', 0.1, 1],
    ['1.50', '1.5', 0],
  ] as const)('Given the prices %s and %s, When they are compared, Then the result is %s', (a, b, expected) => {
    expect(comparePrices(a, b)).toBe(expected);
  });
});
