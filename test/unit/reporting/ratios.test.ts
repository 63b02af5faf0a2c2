import { describe, expect, it } from 'vitest';
import { dailyReturns } from '#domain/reporting/statistics/daily-returns.ts';
import {
  calmar,
  compoundAnnualGrowth,
  downsideDeviation,
  recoveryFactor,
  sharpe,
  sortino,
  ulcerIndex,
  volatility,
} from '#domain/reporting/statistics/ratios.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { d } from '../../support/builders.ts';

const list = (...values: readonly (number | string)[]) => values.map(d);
const percent = (...values: readonly number[]) => values.map((value) => d(value).div(100));

/* Mean 0.01, sample deviation 0.02, downside √(0.01² / 3). */
const RETURNS = list('0.03', '0.01', '-0.01');

describe('ratios by hand', () => {
  it('Given +3 %, +1 %, −1 %, Then Sharpe is 0.01 ÷ 0.02 × √252', () => {
    expect(sharpe(RETURNS, 252)).toBeCloseTo(7.937_253_933_193_772, 12);
  });

  it('Given the same, Then Sortino is 0.01 ÷ √(0.0001 ÷ 3) × √252', () => {
    expect(sortino(RETURNS, 252)).toBeCloseTo(27.495_454_169_735_04, 12);
  });

  it('Given the same, Then volatility is 0.02 × √252', () => {
    expect(volatility(RETURNS, 252)).toBeCloseTo(0.02 * Math.sqrt(252), 14);
  });

  it.each([
    ['no returns', list()],
    ['one return', list('0.01')],
    ['equal returns', list('0.1', '0.1', '0.1')],
    ['equal returns that no decimal holds', [d(1).div(3), d(1).div(3), d(1).div(3)]],
    ['returns that are 0', list(0, 0, 0)],
  ])('Given %s, Then Sharpe is undefined', (_, returns) => {
    expect(sharpe(returns, 365)).toBeNull();
  });

  it('Given no losing day, Then Sortino is undefined', () => {
    expect(sortino(list('0.01', '0.02'), 365)).toBeNull();
    expect(sortino(list(), 365)).toBeNull();
    expect(downsideDeviation(list(), d(0))).toBeNull();
  });

  it('Given one return, Then volatility is undefined; given equal ones, Then it is 0', () => {
    expect(volatility(list('0.01'), 365)).toBeNull();
    expect(volatility(list('0.01', '0.01'), 365)).toBe(0);
  });

  it('Given 21 % in two days of a four-day year and a drawdown of a half, Then growth and Calmar compound', () => {
    const growth = { initial: d(100), final: d(121), days: 2 };
    expect(compoundAnnualGrowth(growth, 4)?.toNumber()).toBeCloseTo(0.4641, 14);
    expect(calmar(growth, 4, d('0.5'))).toBeCloseTo(0.9282, 14);
  });

  it.each([
    ['one day', { initial: d(100), final: d(121), days: 1 }, '0.5'],
    ['no drawdown', { initial: d(100), final: d(121), days: 2 }, '0'],
    ['nothing left', { initial: d(100), final: d(0), days: 2 }, '1'],
    ['a growth beyond any float', { initial: d('1e-9'), final: d(1_000_000), days: 2 }, '0.5'],
  ])('Given %s, Then Calmar is undefined', (_, growth, drawdown) => {
    expect(calmar(growth, 365, d(drawdown))).toBeNull();
  });

  it('Given a gain of 50 after a fall of 20, Then the recovery factor is 2.5, and without a fall undefined', () => {
    expect(recoveryFactor(d(50), d(20))).toBe(2.5);
    expect(recoveryFactor(d(50), d(0))).toBeNull();
  });

  it('Given 5.00 falling back to 4.50, Then that is a retracement of 10 % and half of two days has it', () => {
    // Example of a retracement in the manual of Chart by Kevin Ryde, 10.46 Ulcer Index; √(0.1² ÷ 2) by hand.
    expect(ulcerIndex(d(5), list(5, '4.5'))).toBeCloseTo(Math.sqrt(0.005), 15);
  });

  it('Given a rise only, Then the ulcer index is 0; given no day or no capital, Then it is undefined', () => {
    expect(ulcerIndex(d(1), list(2, 3))).toBe(0);
    expect(ulcerIndex(d(1), [])).toBeNull();
    expect(ulcerIndex(d(0), list(1))).toBeNull();
  });
});

describe('published examples', () => {
  /** Rollinger and Hoffman, Sortino: A ‘Sharper’ Ratio (Red Rock Capital): eight annual returns, target 0 %. */
  const RED_ROCK = percent(17, 15, 23, -5, 12, 9, 13, -4);

  it('Given the annual returns of Rollinger and Hoffman, Then downside deviation is 2.264 % and Sortino 4.417', () => {
    // Mean 10 %; (0.05² + 0.04²) ÷ 8 = 0.0005125, its root 0.0226385; 0.1 ÷ 0.0226385 = 4.41726.
    expect(downsideDeviation(RED_ROCK, d(0))?.toNumber()).toBeCloseTo(0.022_638_5, 7);
    expect(sortino(RED_ROCK, 1)).toBeCloseTo(4.417, 3);
  });

  /** `mixed_returns` of the tests of quantopian/empyrical, `empyrical/tests/test_stats.py`, 252 days a year. */
  const EMPYRICAL = percent(1, 10, -4, 2, 3, 2, 1, -10);

  it('Given the mixed returns of empyrical, Then Sharpe, Sortino and annual volatility are those of its tests', () => {
    expect(sharpe(EMPYRICAL, 252)).toBeCloseTo(1.723_861_396_170_686_6, 12);
    expect(sortino(EMPYRICAL, 252)).toBeCloseTo(2.605_531_251_673_693, 12);
    expect(volatility(EMPYRICAL, 252)).toBeCloseTo(0.913_646_539_970_463_7, 12);
  });

  it('Given eight days of 1 % and one of 2 % in empyrical’s tests, Then Sharpe is 52.915', () => {
    expect(sharpe(percent(1, 2, 1, 1, 1, 1, 1, 1, 1), 252)).toBeCloseTo(52.915_026_221_291_804, 10);
  });

  /** Monthly returns of the portfolio in Bacon (2008), as in the data set `portfolio_bacon` of PerformanceAnalytics (R). */
  const BACON = percent(
    0.3,
    2.6,
    1.1,
    -1,
    1.5,
    2.5,
    1.6,
    6.7,
    -1.4,
    4,
    -0.5,
    8.1,
    4,
    -3.7,
    -6.1,
    1.7,
    -4.9,
    -2.2,
    7,
    5.8,
    -6.5,
    2.4,
    -0.5,
    -0.9,
  );

  it('Given the portfolio of Bacon and a target of 0.5 %, Then downside deviation is 2.55 %', () => {
    // `DownsideDeviation(portfolio_bacon[,1], 0.005) #expected 0.0255`
    expect(downsideDeviation(BACON, d('0.005'))?.toNumber()).toBeCloseTo(0.0255, 4);
  });

  it('Given the same, Then annual return ÷ ulcer index is his Martin ratio of 1.70', () => {
    // `MartinRatio(portfolio_bacon[,1]) #expected 1.70`; 1.6945 without rounding.
    let value = d(1);
    const values = BACON.map((r) => {
      value = value.times(r.plus(1));
      return value;
    });
    const growth = { initial: d(1), final: value, days: BACON.length };
    const annual = compoundAnnualGrowth(growth, 12)?.toNumber() ?? Number.NaN;
    expect(annual / (ulcerIndex(d(1), values) ?? Number.NaN)).toBeCloseTo(1.7, 1);
  });

  it.each([
    [64_900, 176_000, 3 * 365, 0.3945],
    [64_900, 176_000, 365, 1.7119],
    [1_000, 1_500, 100, 3.3927],
    ['0.01000000', '0.01762792', 120, 4.6087],
  ])('Given %s to %s in %i days of 365, Then growth is %d (freqtrade, tests/data/test_btanalysis.py)', (...row) => {
    const [initial, final, days, expected] = row;
    const growth = compoundAnnualGrowth({ initial: d(initial), final: d(final), days }, 365);
    expect(growth?.toNumber()).toBeCloseTo(expected, 4);
  });
});

describe('daily returns', () => {
  it('Given three days, Then there are two returns', () => {
    expect(dailyReturns(list(100, 110, 99))?.map(String)).toEqual(['0.1', '-0.1']);
  });

  it('Given an equity of 0, Then there are none', () => {
    expect(dailyReturns(list(100, 0, 5))).toBeNull();
    expect(dailyReturns([new Decimal(-1)])).toBeNull();
  });
});
