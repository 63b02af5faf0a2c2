import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#application/contracts/canonical-json.ts';
import {
  ConfigError,
  formatTimeframe,
  parseEnvironmentConfig,
  parseTimeframe,
  riskLimits,
  timeframeMs,
  toConfigJson,
} from '#application/contracts/environment-config.ts';

const MINIMAL = {
  environment: 'dev',
  account: 'main',
  symbols: ['BTC-USD'],
  timeframe: '1m',
  strategies: [{ name: 'cross', policy: 'sma_fast_slow' }],
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
      brokers: { sim: { commission_bps: '0', slippage_bps: '0', lot: '0.00000001', tick: null, seed: 0 } },
      market_data: 'alpaca',
      symbols: ['BTC/USD'],
      timeframe: '1m',
      strategies: [{ name: 'cross', policy: 'sma_fast_slow', params: {} }],
      sizing: { position_size_pct: '0.1', initial_capital: '100000' },
      risk: { profile: 'balanced' },
      retention_days: 30,
    });
  });

  it('Given a resolved configuration, When its JSON is parsed again, Then it is the same', () => {
    const config = parse({
      brokers: { sim: { lot: 0.001, tick: '0.01', commission_bps: 2.5 } },
      risk: { profile: 'conservative', max_order_value: '1000', universe: { allow: ['BTCUSD'], deny: ['ETH-USD'] } },
    });
    const again = parseEnvironmentConfig(toConfigJson(config), 'config.json');
    expect(canonicalJson(toConfigJson(again))).toBe(canonicalJson(toConfigJson(config)));
  });

  it.each([
    [{ foo: 1 }, 'dev.yaml: foo: unknown key'],
    [{ risk: { foo: 1 } }, 'dev.yaml: risk.foo: unknown key'],
    [{ brokers: { sim: { fee: 1 } } }, 'dev.yaml: brokers.sim.fee: unknown key'],
    [{ exits: { stop_loss_pct: 0.02 } }, 'dev.yaml: exits: not yet supported'],
    [{ dry_run: true }, 'dev.yaml: dry_run: not yet supported'],
    [{ risk: { max_drawdown: 0.1 } }, 'dev.yaml: risk.max_drawdown: not yet supported'],
    [{ sizing: { risk_per_trade: 0.01 } }, 'dev.yaml: sizing.risk_per_trade: not yet supported'],
    [{ broker: 'alpaca' }, 'dev.yaml: broker: received "alpaca", expected sim'],
    [{ symbols: [] }, 'dev.yaml: symbols: received [], expected a list of at least one symbol'],
    [{ symbols: ['BTC/USD', 'BTCUSD'] }, 'each once'],
    [{ symbols: ['a b'] }, 'dev.yaml: symbols.0: received "a b", expected BASE/QUOTE'],
    [{ symbols: ['BTC/USD', 'ETH/JPY'] }, 'received quote currencies USD, JPY, expected one'],
    [{ timeframe: '7x' }, 'dev.yaml: timeframe: received "7x", expected a bar length'],
    [{ strategies: [] }, 'dev.yaml: strategies: received [], expected a list of at least one strategy'],
    [{ strategies: [{ name: 'x' }] }, 'dev.yaml: strategies.0.policy: received nothing'],
    [{ strategies: [{ name: 'x', policy: 'y', symbols: ['SPY'] }] }, 'strategies.0.symbols: received SPY'],
    [{ sizing: { position_size_pct: 95 } }, 'sizing.position_size_pct: received 95, expected a fraction'],
    [{ sizing: { initial_capital: 'lots' } }, 'sizing.initial_capital: received "lots", expected a decimal > 0'],
    [{ risk: { max_position_pct: 10 } }, 'risk.max_position_pct: received 10, expected a fraction'],
    [{ risk: { max_daily_loss_pct: 2 } }, 'risk.max_daily_loss_pct: received 2, expected a fraction'],
    [{ risk: { max_portfolio_exposure: 80 } }, 'risk.max_portfolio_exposure: received 80, expected a fraction'],
    [{ risk: { max_open_positions: 1.5 } }, 'risk.max_open_positions: received 1.5, expected a whole number'],
    [{ risk: { profile: 'wild' } }, 'risk.profile: received "wild", expected one of none, conservative'],
    [{ brokers: { sim: { lot: 0 } } }, 'brokers.sim.lot: received 0, expected a decimal > 0'],
    [{ environment: undefined }, 'dev.yaml: environment: received nothing, expected a name'],
    [{ risk: 'balanced' }, 'dev.yaml: risk: received "balanced", expected a mapping'],
  ])('Given %j, Then it is refused, naming key, received and expected', (changes, message) => {
    expect(() => parse(changes)).toThrow(ConfigError);
    expect(() => parse(changes)).toThrow(message);
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

describe('riskLimits', () => {
  it.each([
    ['none', null, null, null, null, null],
    ['conservative', '0.05', '0.8', 5, '0.01', 10],
    ['balanced', '0.1', '0.8', 10, '0.02', 10],
    ['aggressive', '0.2', '0.8', 20, '0.05', 10],
  ])('Given the profile %s, Then its limits are those of the reference', (profile, ...expected) => {
    const limits = riskLimits(parse({ risk: { profile } }));
    expect([
      limits.max_position_pct?.toFixed() ?? null,
      limits.max_portfolio_exposure?.toFixed() ?? null,
      limits.max_open_positions,
      limits.max_daily_loss_pct?.toFixed() ?? null,
      limits.max_orders_per_minute,
    ]).toEqual(expected);
    expect([limits.max_order_value, limits.max_position_size]).toEqual([null, null]);
    expect(limits.universe).toEqual({ allow: null, deny: [] });
  });

  it('Given explicit keys, Then they replace those of the profile, and null switches one off', () => {
    const risk = {
      profile: 'balanced',
      max_order_value: 500,
      max_open_positions: null,
      universe: { deny: ['BTCUSD'] },
    };
    const limits = riskLimits(parse({ risk }));
    expect(limits.max_order_value?.toFixed()).toBe('500');
    expect(limits.max_open_positions).toBeNull();
    expect(limits.max_position_pct?.toFixed()).toBe('0.1');
    expect(limits.universe).toEqual({ allow: null, deny: ['BTC/USD'] });
  });
});
