import { describe, expect, it } from 'vitest';
import { type Backtest, freqtradeFigures } from '#domain/reporting/statistics/freqtrade-figures.ts';
import { DAY } from '#domain/shared/instant.ts';
import { d, T0 } from '../../support/builders.ts';
import { aTrip } from '../../support/session-builders.ts';

/** Ten days, 1,000 at the start. */
function figures(pnls: readonly (number | string)[], backtest: Partial<Backtest> = {}) {
  const trips = pnls.map((pnl, index) => aTrip(pnl, { exitTime: T0 + (index + 1) * 60_000 }));
  const span = { firstBar: T0, lastBar: T0 + 10 * DAY, startingBalance: d(1_000), finalBalance: d(1_000) };
  return freqtradeFigures(trips, { ...span, ...backtest });
}

describe('freqtradeFigures', () => {
  it('Given the trades of freqtrade’s test_calculate_expectancy, Then both figures are its', () => {
    const { expectancy, expectancyRatio, winrate } = figures([100, 200, 50, -150, 300, -100, 80, -30]);
    expect(expectancy?.toNumber()).toBe(56.25);
    expect(expectancyRatio).toBeCloseTo(0.602_678_57, 8);
    expect(winrate).toBe(0.625);
  });

  it.each([
    ['mixed', [1, -0.5, 2, -1, 0.5, 1.5, -0.5, 1], 1.3229],
    ['all winning', [1, 0.5, 2, 1.5, 0.8], 4.3657],
    ['all losing', [-1, -0.5, -2, -1.5, -0.8], -4.3657],
  ])('Given the %s trades of its test_calculate_sqn_cases, Then SQN is its', (_, pnls, expected) => {
    expect(figures(pnls).sqn).toBeCloseTo(expected, 3);
  });

  it('Given the trades of its test_calculate_max_drawdown2, Then both drawdowns are its', () => {
    // A trade a day with 0.2 at the start: 0.091755 lost since the peak, and that is 0.32129575 of it.
    const profits = [
      [0.01158, 0.010048, 0.01134, 0.012161, 0.010416, 0.010009, 0.020024, -0.024662, -0.02235, 0.020496],
      [-0.029859, -0.030511, 0.010041, 0.010872, -0.025782, 0.0104, 0.012374, 0.012467, 0.114741, 0.010303],
      [0.010088, -0.033961, 0.01068, 0.010886, -0.029274, 0.011178, 0.010693, 0.010711],
    ].flat();
    const { maxDrawdownAbs, maxDrawdownAccount } = figures(profits, { startingBalance: d('0.2') });
    expect(maxDrawdownAbs?.toNumber()).toBe(0.091755);
    expect(maxDrawdownAccount).toBeCloseTo(0.321_295_75, 7);
  });

  it('Given its issue 6655, Then the drawdown of the account and the relative one are different falls', () => {
    const { maxDrawdownAbs, maxDrawdownAccount, maxRelativeDrawdown } = figures([0, -500, 500, 10_000, -1_000]);
    expect(maxDrawdownAbs?.toNumber()).toBe(1_000);
    expect(maxDrawdownAccount).toBeCloseTo(0.090_909, 6);
    expect(maxRelativeDrawdown).toBe(0.5);
  });

  it('Given four trades in ten days, Then Sharpe, Sortino and Calmar are as by hand', () => {
    // +30, −10, +20, −20 of 1,000: sum 20, 2 a day. Population deviation √((625 + 225 + 225 + 625) ÷ 4) = √425; of the losses 5.
    // Balance 1,030 → 1,020 → 1,040 → 1,020: 20 ÷ 1,040 at the largest fall. Profit a day 0.2 %.
    const { sharpe, sortino, calmar, profitFactor, backtestDays } = figures([30, -10, 20, -20]);
    expect(sharpe).toBeCloseTo((2 / Math.sqrt(425)) * Math.sqrt(365), 12);
    expect(sortino).toBeCloseTo((2 / 5) * Math.sqrt(365), 12);
    expect(calmar).toBeCloseTo((0.2 / (20 / 1_040)) * Math.sqrt(365), 10);
    expect(profitFactor).toBeCloseTo(5 / 3, 15);
    expect(backtestDays).toBe(10);
  });

  it('Given growth of a half in a hundred days, Then CAGR is that of its test_calculate_cagr', () => {
    const growth = { finalBalance: d(1_500), lastBar: T0 + 100 * DAY + 1 };
    expect(figures([], growth).cagr).toBeCloseTo(3.3927, 4);
    expect(figures([], { finalBalance: d(-1) }).cagr).toBeNull();
  });

  it('Given trips in another order than their exits, Then the drawdown goes by the exits', () => {
    const trips = [aTrip(-100, { exitTime: T0 + 2 }), aTrip(100, { exitTime: T0 + 1 })];
    const span = { firstBar: T0, lastBar: T0 + DAY, startingBalance: d(900), finalBalance: d(900) };
    expect(freqtradeFigures(trips, span).maxDrawdownAccount).toBe(0.1);
  });

  it.each([
    ['no trade', [], { profitFactor: null, expectancy: null, winrate: null, maxDrawdownAccount: null, sharpe: null }],
    ['one winning trade', [10], { sharpe: null, sortino: null, calmar: null, sqn: null, profitFactor: null }],
    ['one losing trade', [-10], { sharpe: null, sortino: null, sqn: null, profitFactor: 0, expectancyRatio: -1 }],
  ])('Given %s, Then nothing is −100 or 100', (_, pnls, expected) => {
    expect(figures(pnls)).toMatchObject(expected);
  });

  it('Given a run of one bar, Then its ratios of time are undefined', () => {
    expect(figures([10, -5, 5], { lastBar: T0 })).toMatchObject({ sharpe: null, sortino: null, calmar: null });
  });
});
