import { describe, expect, it } from 'vitest';
import { dailyEquity, dailyReturns } from '#domain/reporting/daily-returns.ts';
import { maxDrawdown } from '#domain/reporting/drawdown.ts';
import { calmar, profitFactor, sharpe, sortino, systemQualityNumber, tailLoss } from '#domain/reporting/ratios.ts';
import { d } from '../../support/builders.ts';
import { aSnapshot } from '../../support/session-builders.ts';

const list = (...values: readonly (number | string)[]) => values.map(d);

/* Mean 0.01, sample deviation 0.02, downside √(0.01² / 3). */
const RETURNS = list('0.03', '0.01', '-0.01');

describe('ratios of daily returns', () => {
  it('Given +3 %, +1 %, −1 %, Then Sharpe is 0.01 ÷ 0.02 × √252', () => {
    expect(sharpe(RETURNS, 252)).toBeCloseTo(7.937_253_933_193_772, 12);
  });

  it('Given the same, Then Sortino is 0.01 ÷ √(0.0001 ÷ 3) × √252', () => {
    expect(sortino(RETURNS, 252)).toBeCloseTo(27.495_454_169_735_04, 12);
  });

  it('Given the same, Then the 5 % quantile lies a tenth of the way from the worst to the next', () => {
    const tail = tailLoss(RETURNS);
    expect(tail?.valueAtRisk).toBeCloseTo(0.008, 15);
    expect(tail?.conditional).toBeCloseTo(0.01, 15);
  });

  it.each([
    ['no returns', list()],
    ['one return', list('0.01')],
    ['equal returns', list('0.1', '0.1', '0.1')],
    ['returns that are 0', list(0, 0, 0)],
  ])('Given %s, Then Sharpe is undefined', (_, returns) => {
    expect(sharpe(returns, 365)).toBeNull();
  });

  it('Given no losing day, Then Sortino is undefined', () => {
    expect(sortino(list('0.01', '0.02'), 365)).toBeNull();
    expect(sortino(list(), 365)).toBeNull();
    expect(tailLoss(list('0.01'))).toBeNull();
  });

  it('Given 21 % in two days of a 504-day year and a drawdown of a half, Then Calmar compounds', () => {
    const equity = { initial: d(100), final: d(121) };
    expect(calmar(equity, 2, 4, d('0.5'))).toBeCloseTo((1.21 ** 2 - 1) / 0.5, 12);
    expect(calmar(equity, 1, 4, d('0.5'))).toBeNull();
    expect(calmar(equity, 2, 4, d(0))).toBeNull();
  });
});

describe('ratios of trades', () => {
  it('Given +30, −10, 0, Then a P&L of 0 is no gain and the profit factor is 3', () => {
    expect(profitFactor(list(30, -10, 0))).toBe(3);
    expect(profitFactor(list(-10))).toBe(0);
    expect(profitFactor(list(10))).toBeNull();
    expect(profitFactor(list())).toBeNull();
  });

  it('Given 1, 2, 3, Then SQN is √3 × 2 ÷ 1', () => {
    expect(systemQualityNumber(list(1, 2, 3))).toBeCloseTo(2 * Math.sqrt(3), 12);
    expect(systemQualityNumber(list(1))).toBeNull();
  });
});

describe('drawdown', () => {
  it('Given a fall below the initial balance before any peak, Then it counts', () => {
    const { fraction, amount } = maxDrawdown(d(100), list(90, 95, 200, 170));
    expect([fraction.toNumber(), amount.toNumber()]).toEqual([0.15, 30]);
    expect(maxDrawdown(d(100), list(90, 200, 190)).fraction.toNumber()).toBe(0.1);
    expect(maxDrawdown(d(100), []).amount.toNumber()).toBe(0);
  });
});

describe('daily returns', () => {
  it('Given bars of three UTC days, one of them missing between, Then the last equity of each counts', () => {
    const at = (iso: string, equity: number) => aSnapshot({ barTime: Date.parse(iso), equity: d(equity) });
    const equity = dailyEquity([
      at('2024-01-01T22:00:00Z', 99),
      at('2024-01-01T23:59:00Z', 100),
      at('2024-01-02T00:00:00Z', 110),
      at('2024-01-04T12:00:00Z', 99),
    ]);
    expect(equity.map(String)).toEqual(['100', '110', '99']);
    expect(dailyReturns(equity)?.map(String)).toEqual(['0.1', '-0.1']);
    expect(dailyReturns(list(100, 0, 5))).toBeNull();
  });
});
