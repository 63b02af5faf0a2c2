import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import { riskMetrics } from '#domain/risk/risk-metrics.ts';
import { anAccount, aPosition, d, NO_LIMITS, PLAIN_VENUE } from '../../support/builders.ts';

const ACCOUNT = anAccount({ equity: d(1_000), peak: d(1_250), dayStartEquity: d(1_100), markedAt: 1 });

function metricsOf(positions: readonly Position[], changes = {}) {
  const bySymbol = new Map(positions.map((position) => [position.symbol, position]));
  return riskMetrics({ account: ACCOUNT, positions: bySymbol, limits: NO_LIMITS, venue: PLAIN_VENUE, ...changes });
}

describe('riskMetrics', () => {
  it('Given a long, a short, an unmarked and a flat position, Then exposure is gross and P&L is of the marked ones', () => {
    const metrics = metricsOf([
      aPosition({ symbol: 'A', quantity: d(10), cost: d(950), mark: d(100) }),
      aPosition({ symbol: 'B', quantity: d(-5), cost: d(-500), mark: d(120) }),
      aPosition({ symbol: 'C', quantity: d(1), cost: d(400) }),
      aPosition({ symbol: 'D', quantity: d(0), cost: d(0), mark: d(7) }),
    ]);
    expect(metrics).toMatchObject({ openPositions: 3, leverage: 2, drawdown: 0.2, utilisation: {}, marginRatio: null });
    expect([metrics.totalExposure, metrics.unrealizedPnl, metrics.dailyPnl].map(String)).toEqual([
      '2000',
      '-50',
      '-100',
    ]);
  });

  it('Given limits, Then utilisation is value ÷ limit, of those that are on', () => {
    const limits = { ...NO_LIMITS, max_drawdown: d('0.25'), max_open_positions: 10, max_daily_loss: d(50) };
    expect(metricsOf([], { limits }).utilisation).toEqual({
      max_daily_loss: 2,
      max_drawdown: 0.8,
      max_open_positions: 0,
    });
  });

  it('Given an account without equity, Then leverage and drawdown are undefined', () => {
    const account = anAccount({ equity: d(0), peak: d(0) });
    expect(metricsOf([], { account })).toMatchObject({ leverage: null, drawdown: null });
  });
});
