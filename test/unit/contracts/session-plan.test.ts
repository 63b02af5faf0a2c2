import { describe, expect, it } from 'vitest';
import { ConfigError, parseEnvironmentConfig } from '#application/contracts/environment-config.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';

const RAW = {
  environment: 'dev',
  account: 'main',
  symbols: ['BTC-USD', 'ETH-USD'],
  timeframe: '5m',
  strategies: [{ name: 'cross', policy: 'sma_fast_slow', symbols: ['ETH-USD'] }],
  brokers: { sim: { lot: 0.01, min_notional: 5, margin: { max_leverage: 3 } } },
  sizing: {
    position_min_amount: 10,
    position_max_amount: 500,
    risk_per_trade: 0.01,
    volatility_target: 0.5,
    min_signal_ranking: 20,
  },
  exits: { time_exit_bars: 4 },
  risk: { max_leverage: 1.5 },
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('sessionPlan', () => {
  it('Given a configuration, Then sizing, exits, limits and venue are in the plan', () => {
    const plan = sessionPlan(parseEnvironmentConfig(RAW, 'dev.yaml'));
    expect(plan).toMatchObject({ environment: 'dev', account: 'main', currency: 'USD', timeframe: 300_000 });
    expect(plan.strategies.map(({ name, symbols }) => [name, symbols])).toEqual([['cross', ['ETH/USD']]]);
    expect(plain(plan.sizing)).toEqual({
      positionSizePct: '0.1',
      minAmount: '10',
      maxAmount: '500',
      riskPerTrade: '0.01',
      volatilityTarget: '0.5',
      minRanking: 20,
    });
    expect(plain([plan.exits.stopLossPct, plan.exits.timeExitBars])).toEqual(['0.02', 4]);
    expect(plain([plan.limits.max_leverage, plan.limits.max_position_pct])).toEqual(['1.5', '0.1']);
    expect(plain([plan.venue.lot, plan.venue.minNotional, plan.venue.margin?.maxLeverage])).toEqual(['0.01', '5', '3']);
  });

  it.each<[what: string, execution: object | undefined, tolerance: string | null, delays: readonly number[]]>([
    ['nothing', undefined, null, [250, 750]],
    ['an empty section', {}, null, [250, 750]],
    ['a tolerance without limits', { slippage_tolerance: 0.01 }, null, [250, 750]],
    ['limits', { default_order_type: 'limit' }, '0.001', [250, 750]],
    ['limits with a tolerance', { default_order_type: 'limit', slippage_tolerance: '0.0005' }, '0.0005', [250, 750]],
    ['repeats', { max_order_retries: 2 }, null, [500, 500]],
    ['a delay', { retry_delay_ms: 100 }, null, [100, 100, 100]],
    ['no repeats', { max_order_retries: 0 }, null, []],
  ])('Given %s of execution, Then orders are sent so', (_what, execution, tolerance, delays) => {
    const plan = sessionPlan(parseEnvironmentConfig({ ...RAW, execution }, 'dev.yaml'));
    expect(plain(plan.execution)).toEqual({ limitTolerance: tolerance, resendDelays: delays, isHandReduceOnly: false });
  });

  it('Given orders by hand that are to reduce only, Then the plan says so', () => {
    const raw = { ...RAW, execution: { reduce_only_default: true } };
    expect(sessionPlan(parseEnvironmentConfig(raw, 'dev.yaml')).execution.isHandReduceOnly).toBe(true);
  });

  it.each([
    [{ policy: 'luck' }, 'strategies.0.policy: received luck, expected one of sma_fast_slow'],
    [{ params: { fast: 'x' } }, 'strategies.0.params.fast: received "x"'],
  ])('Given a strategy with %j, Then it is refused by its place', (changes, message) => {
    const strategies = [{ ...RAW.strategies[0], name: 'cross', policy: 'sma_fast_slow', ...changes }];
    const plan = () => sessionPlan(parseEnvironmentConfig({ ...RAW, strategies }, 'dev.yaml'));
    expect(plan).toThrow(ConfigError);
    expect(plan).toThrow(message);
  });
});
