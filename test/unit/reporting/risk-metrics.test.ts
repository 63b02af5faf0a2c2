import { describe, expect, it } from 'vitest';
import { riskMetrics } from '#domain/reporting/statistics/risk-metrics.ts';
import { anAccount, aPosition, d } from '../../support/builders.ts';

const ACCOUNT = anAccount({ equity: d(1_000), peak: d(1_250), dayStartEquity: d(1_100) });

describe('riskMetrics', () => {
  it('Given a long, a short, an unmarked and a flat position, Then exposure is gross and P&L is of the marked ones', () => {
    const positions = [
      aPosition({ symbol: 'A', quantity: d(10), cost: d(900), mark: d(100) }),
      aPosition({ symbol: 'B', quantity: d(-5), cost: d(-500), mark: d(120) }),
      aPosition({ symbol: 'C', quantity: d(1), cost: d(400) }),
      aPosition({ symbol: 'D', quantity: d(0), cost: d(0), mark: d(7) }),
    ];
    const metrics = riskMetrics(ACCOUNT, positions, []);
    expect(metrics).toMatchObject({ openPositions: 3, leverage: 2, drawdown: 0.2, utilisation: {} });
    expect([metrics.totalExposure, metrics.unrealizedPnl, metrics.dailyPnl].map(String)).toEqual(['2000', '0', '-100']);
  });

  it('Given limits, Then utilisation is value ÷ limit, and null for one that is off', () => {
    const uses = [
      { rule: 'max_drawdown', value: d('0.2'), limit: d('0.15') },
      { rule: 'max_open_positions', value: d(3), limit: d(10) },
      { rule: 'max_order_value', value: d(3), limit: null },
      { rule: 'max_daily_loss', value: d(0), limit: d(0) },
      { rule: 'max_position_size', value: d(1), limit: d(0) },
    ];
    expect(riskMetrics(ACCOUNT, [], uses).utilisation).toEqual({
      max_drawdown: expect.closeTo(4 / 3, 12),
      max_open_positions: 0.3,
      max_order_value: null,
      max_daily_loss: 0,
      max_position_size: null,
    });
  });

  it('Given an account without equity, Then leverage and drawdown are undefined', () => {
    expect(riskMetrics(anAccount({ equity: d(0), peak: d(0) }), [], [])).toMatchObject({
      leverage: null,
      drawdown: null,
    });
  });
});
