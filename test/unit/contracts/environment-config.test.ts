import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#application/contracts/canonical-json.ts';
import {
  formatTimeframe,
  parseEnvironmentConfig,
  parseTimeframe,
  riskLimits,
  timeframeMs,
  toConfigJson,
} from '#application/contracts/environment-config.ts';
import { exitRules } from '#application/contracts/exit-rules.ts';
import { venueRules } from '#application/contracts/venue-rules.ts';

const MINIMAL = {
  environment: 'dev',
  account: 'main',
  symbols: ['BTC-USD'],
  timeframe: '1m',
  strategies: [{ name: 'cross', policy: 'sma_fast_slow' }],
};

const EVERYTHING = {
  brokers: {
    sim: {
      lot: 0.001,
      tick: '0.01',
      seed: 7,
      min_notional: 10,
      fee_tiers: [
        { min_volume: 0, maker_bps: 10, taker_bps: 20 },
        { min_volume: 50_000, maker_bps: -1, taker_bps: 15 },
      ],
      fee_currency: 'base',
      max_volume_share: 0.025,
      volume_slippage: 0.1,
      impact_coefficient: 0.7,
      latency_ms: 250,
      margin: { max_leverage: 5, maintenance_rate: 0.1, funding_rate: -0.0001, allow_short: true },
    },
  },
  sizing: {
    position_min_amount: 10,
    position_max_amount: 5000,
    risk_per_trade: 0.01,
    volatility_target: 0.2,
    min_signal_ranking: 30,
  },
  exits: {
    stop_loss_pct: 0.03,
    take_profit_pct: null,
    trailing_stop_pct: 0.05,
    time_exit_bars: 40,
    profit_exit_amount: 100,
    loss_exit_amount: 50,
  },
  promotion: { min_days: 7 },
  risk: {
    profile: 'conservative',
    max_order_value: '1000',
    max_drawdown: null,
    correlation_window: 20,
    trading_hours_only: true,
    settled_cash_only: true,
    protections: [
      { method: 'max_drawdown', threshold: 0.1, lookback_bars: 100 },
      { method: 'low_profit_symbols', threshold: -0.05, pause_bars: 5 },
      { method: 'cooldown' },
    ],
    universe: { allow: ['BTCUSD'], deny: ['ETH-USD'] },
  },
  notifications: {
    channels: ['telegram', 'email'],
    emails: ['desk@example.com'],
    least_severity: 'info',
    most_per_hour: 1,
    dead_man: true,
    day_summary: true,
  },
};

function parse(changes: Readonly<Record<string, unknown>>) {
  return parseEnvironmentConfig({ ...MINIMAL, ...changes }, 'dev.yaml');
}

describe('parseEnvironmentConfig', () => {
  it('Given only the required keys, Then every default is filled in and the symbols are canonical', () => {
    expect(toConfigJson(parse({}))).toEqual({
      environment: 'dev',
      account: 'main',
      region: 'us-east-1',
      broker: 'sim',
      testnet: true,
      live: false,
      brokers: {
        sim: {
          commission_bps: '0',
          slippage_bps: '0',
          lot: '0.00000001',
          tick: null,
          seed: 0,
          min_notional: null,
          fee_tiers: null,
          fee_currency: 'quote',
          max_volume_share: null,
          volume_slippage: null,
          impact_coefficient: null,
          latency_ms: 0,
          margin: null,
        },
      },
      market_data: 'alpaca',
      symbols: ['BTC/USD'],
      timeframe: '1m',
      strategies: [{ name: 'cross', policy: 'sma_fast_slow', params: {} }],
      sizing: {
        position_size_pct: '0.1',
        initial_capital: '100000',
        position_min_amount: null,
        position_max_amount: null,
        risk_per_trade: null,
        volatility_target: null,
        min_signal_ranking: 0,
      },
      exits: {},
      risk: { profile: 'balanced' },
      session: { auto_restart: true, cancel_after_seconds: null, existing: 'refuse' },
      reconciliation: { interval_seconds: 300, approval_timeout_seconds: 3600, cash_tolerance: '0.01' },
      budget: null,
      retention: { snapshots: 400, closed_trades: 400, signals: 100, risk_events: 400, reconciliations: 100 },
      alarms: { restrict_trading: true, stop_trading: true },
      retention_days: 30,
    });
  });

  it('Given a resolved configuration with every section, When its JSON is parsed again, Then it is the same', () => {
    const config = parse(EVERYTHING);
    const again = parseEnvironmentConfig(toConfigJson(config), 'config.json');
    expect(canonicalJson(toConfigJson(again))).toBe(canonicalJson(toConfigJson(config)));
    expect(riskLimits(again)).toEqual(riskLimits(config));
    expect(exitRules(again)).toEqual(exitRules(config));
  });

  it.each([null, [], 'text', 7])('Given %j, Then a mapping is expected', (raw) => {
    expect(() => parseEnvironmentConfig(raw, 'dev.yaml')).toThrow('expected a mapping of keys to values');
  });
});

describe('timeframe', () => {
  it.each([
    ['30s', 30_000],
    ['1m', 60_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('Given %s, Then it is %i ms, and back', (text, milliseconds) => {
    expect(timeframeMs(parse({ timeframe: text }))).toBe(milliseconds);
    expect(formatTimeframe(milliseconds)).toBe(text);
  });

  it.each(['', '0m', '-1m', '1.5m', '1w', 'm'])('Given %j, Then it is no timeframe', (text) => {
    expect(() => parseTimeframe(text)).toThrow(RangeError);
  });
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('riskLimits', () => {
  const off = {
    max_order_value: null,
    max_position_size: null,
    max_daily_loss: null,
    max_volatility: null,
    symbol_cooldown_seconds: null,
    trading_hours_only: false,
    min_account_balance: null,
    price_collar_pct: null,
    max_spread_bps: null,
    min_depth_notional: null,
    min_liquidation_distance_pct: null,
    max_price_age_seconds: null,
    pattern_day_trader: false,
    settled_cash_only: false,
    protections: [],
    correlation_window: 60,
    universe: { allow: null, deny: [] },
  };
  const balanced = {
    ...off,
    max_position_pct: '0.1',
    max_position_pct_per_symbol: '0.2',
    max_portfolio_exposure: '0.8',
    max_leverage: '2',
    min_free_margin_pct: '0.2',
    max_daily_loss_pct: '0.02',
    max_drawdown: '0.15',
    max_open_positions: 10,
    max_correlation: '0.7',
    max_orders_per_minute: 10,
    slippage_guard_bps: '30',
  };
  const none = Object.fromEntries(Object.keys(balanced).map((key) => [key, key in off ? Reflect.get(off, key) : null]));
  it.each([
    ['none', none],
    [
      'conservative',
      {
        ...balanced,
        max_position_pct: '0.05',
        max_daily_loss_pct: '0.01',
        max_drawdown: '0.08',
        max_leverage: '1',
        max_open_positions: 5,
      },
    ],
    ['balanced', balanced],
    [
      'aggressive',
      {
        ...balanced,
        max_position_pct: '0.2',
        max_daily_loss_pct: '0.05',
        max_drawdown: '0.25',
        max_leverage: '5',
        max_open_positions: 20,
      },
    ],
  ])('Given the profile %s, Then its limits are those of the reference', (profile, expected) => {
    expect(plain(riskLimits(parse({ risk: { profile } })))).toEqual(expected);
  });

  it('Given explicit keys, Then they replace those of the profile, and null switches one off', () => {
    const risk = {
      profile: 'balanced',
      max_order_value: 500,
      max_open_positions: null,
      universe: { deny: ['BTCUSD'] },
    };
    expect(plain(riskLimits(parse({ risk })))).toEqual({
      ...balanced,
      max_order_value: '500',
      max_open_positions: null,
      universe: { allow: null, deny: ['BTC/USD'] },
    });
  });

  it('Given protections, Then what is not given has its default', () => {
    expect(plain(riskLimits(parse({ risk: { protections: [{ method: 'cooldown' }] } })).protections)).toEqual([
      {
        method: 'cooldown',
        lookback_bars: 60,
        pause_bars: 60,
        trade_limit: 1,
        only_per_symbol: false,
        threshold: null,
      },
    ]);
  });
});

describe('exitRules', () => {
  const off = {
    stopLossPct: null,
    takeProfitPct: null,
    trailingStopPct: null,
    timeExitBars: null,
    profitExitAmount: null,
    lossExitAmount: null,
  };
  it.each([
    ['balanced', {}, { ...off, stopLossPct: '0.02', takeProfitPct: '0.05' }],
    ['balanced', { stop_loss_pct: null, time_exit_bars: 3 }, { ...off, takeProfitPct: '0.05', timeExitBars: 3 }],
    ['none', {}, off],
    ['none', { trailing_stop_pct: 0.1 }, { ...off, trailingStopPct: '0.1' }],
  ])('Given the profile %s and exits %j, Then the rules are %j', (profile, exits, expected) => {
    expect(plain(exitRules(parse({ risk: { profile }, exits })))).toEqual(expected);
  });
});

describe('venueRules', () => {
  it('Given a flat commission, Then it is the only tier', () => {
    const { sim } = parse({ brokers: { sim: { commission_bps: 2.5, slippage_bps: 5 } } }).brokers;
    expect(plain(venueRules(sim))).toEqual({
      lot: '0.00000001',
      tick: null,
      minNotional: null,
      bySymbol: null,
      protections: ['stop', 'oco', 'trailing', 'trailing_oco'],
      fees: [{ minVolume: '0', maker: '0.00025', taker: '0.00025' }],
      feeCurrency: 'quote',
      slippageRate: '0.0005',
      maxVolumeShare: null,
      volumeSlippage: null,
      impactCoefficient: null,
      latency: 0,
      margin: null,
    });
  });

  it('Given every model, Then each is there, basis points as fractions', () => {
    expect(plain(venueRules(parse(EVERYTHING).brokers.sim))).toEqual({
      lot: '0.001',
      tick: '0.01',
      minNotional: '10',
      bySymbol: null,
      protections: ['stop', 'oco', 'trailing', 'trailing_oco'],
      fees: [
        { minVolume: '0', maker: '0.001', taker: '0.002' },
        { minVolume: '50000', maker: '-0.0001', taker: '0.0015' },
      ],
      feeCurrency: 'base',
      slippageRate: '0',
      maxVolumeShare: '0.025',
      volumeSlippage: '0.1',
      impactCoefficient: '0.7',
      latency: 250,
      margin: { maxLeverage: '5', maintenanceRate: '0.1', fundingRate: '-0.0001', allowShort: true },
    });
  });
});
