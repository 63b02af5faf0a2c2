import { describe, expect, it } from 'vitest';
import {
  countBy,
  payoffRatio,
  profitFactor,
  systemQualityNumber,
  tradeFigures,
} from '#domain/reporting/statistics/trade-figures.ts';
import { d, T0 } from '../../support/builders.ts';
import { aTrip } from '../../support/session-builders.ts';

const list = (...values: readonly (number | string)[]) => values.map(d);

describe('tradeFigures', () => {
  it('Given +30, −10, 0, +20 and an open trade, Then a P&L of 0 is a loss and the open one counts for nothing', () => {
    const open = aTrip(0, { exitTime: null, exitPrice: null, exitFee: null, pnl: null, exitReason: null });
    const trips = [
      aTrip(30, { exitReason: 'take_profit' }),
      aTrip(-10, { exitTime: T0 + 180_000, exitReason: 'stop_loss' }),
      aTrip(0, { exitReason: 'stop_loss' }),
      aTrip(20),
      open,
    ];
    const figures = tradeFigures(trips);
    expect(figures).toMatchObject({
      closedTrades: 4,
      wins: 2,
      losses: 2,
      winRate: 0.5,
      profitFactor: 5,
      payoffRatio: 5,
      averageHoldingMinutes: 1.5,
      maxConsecutiveWins: 1,
      maxConsecutiveLosses: 2,
    });
    const { grossProfit, grossLoss, expectancy, averageWin, averageLoss, largestWin, largestLoss } = figures;
    expect([grossProfit, grossLoss, expectancy, averageWin, averageLoss, largestWin, largestLoss].map(String)).toEqual([
      '50',
      '-10',
      '10',
      '25',
      '-5',
      '30',
      '-10',
    ]);
    expect([...figures.exitReasons]).toEqual([
      ['stop_loss', 2],
      ['strategy_exit', 1],
      ['take_profit', 1],
    ]);
  });

  it('Given no trade, Then sums are 0 and the rest is undefined', () => {
    expect(tradeFigures([])).toMatchObject({
      closedTrades: 0,
      winRate: null,
      grossProfit: d(0),
      expectancy: null,
      averageWin: null,
      averageLoss: null,
      largestWin: null,
      largestLoss: null,
      profitFactor: null,
      payoffRatio: null,
      sqn: null,
      averageHoldingMinutes: null,
      maxConsecutiveWins: 0,
    });
  });

  it('Given ten trades of which six made 2,400 and four lost 1,200, Then the averages are those of the Learn Forex example', () => {
    // learnforex.foobrdigital.com, Calculate Your Expectancy: average win 400, average loss 300; by hand 2,400 ÷ 1,200 and 400 ÷ 300.
    const pnls = [400, 500, 300, 400, 450, 350, -300, -200, -400, -300];
    const figures = tradeFigures(pnls.map((pnl) => aTrip(pnl)));
    expect([figures.averageWin, figures.averageLoss, figures.expectancy].map(String)).toEqual(['400', '-300', '120']);
    expect(figures.winRate).toBe(0.6);
    expect(figures.profitFactor).toBe(2);
    expect(figures.payoffRatio).toBeCloseTo(4 / 3, 15);
    expect(figures.maxConsecutiveWins).toBe(6);
    expect(figures.maxConsecutiveLosses).toBe(4);
  });
});

describe('ratios of trades', () => {
  it('Given no loss, or losses of 0 only, Then profit factor and payoff ratio are undefined', () => {
    for (const pnls of [list(), list(10), list(10, 0)])
      expect([profitFactor(pnls), payoffRatio(pnls)]).toEqual([null, null]);
    expect(profitFactor(list(-10))).toBe(0);
    expect(payoffRatio(list(-10))).toBeNull();
  });

  it('Given the eight R-multiples of Van Tharp (Super Trader, p. 159), Then mean ÷ deviation is his 0.36', () => {
    // 0.86, 4.40, −0.72, 0.44, 1.57, 1.13, −1.70, −0.58: expectancy 0.675 R, deviation 1.86 R, ratio 0.36; × √8 is the SQN.
    const sqn = systemQualityNumber(list('0.86', '4.40', '-0.72', '0.44', '1.57', '1.13', '-1.70', '-0.58'));
    expect((sqn ?? Number.NaN) / Math.sqrt(8)).toBeCloseTo(0.36, 2);
    expect(sqn).toBeCloseTo((0.675 / 1.856_832_941_173_9) * Math.sqrt(8), 10);
  });

  it('Given one trade, or equal ones, Then SQN is undefined', () => {
    expect(systemQualityNumber(list(1))).toBeNull();
    expect(systemQualityNumber(list(2, 2))).toBeNull();
  });

  it('Given texts, Then they are counted in code unit order', () => {
    expect([...countBy(['b', 'a', 'B', 'b'])]).toEqual([
      ['B', 1],
      ['a', 1],
      ['b', 2],
    ]);
  });
});
