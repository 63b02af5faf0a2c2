import { describe, expect, it } from 'vitest';
import { ConfigError, parseEnvironmentConfig } from '#application/contracts/environment-config.ts';
import { environmentOverrides } from '#cli/replay/environment-overrides.ts';
import { UsageError } from '#cli/usage-error.ts';

const MINIMAL = {
  environment: 'dev',
  account: 'main',
  symbols: ['BTC-USD'],
  timeframe: '1m',
  strategies: [{ name: 'cross', policy: 'sma_fast_slow' }],
};

const sim = (changes: object) => ({ brokers: { sim: changes } });
const tier = { min_volume: 0, maker_bps: 1, taker_bps: 2 };
const FRACTION = 'a fraction above 0, at most 1 (0.1 is 10 %)';

const YAML: readonly (readonly [changes: object, message: string])[] = [
  [{ foo: 1 }, 'foo: unknown key, expected only keys of the reference'],
  [{ ris: {} }, 'ris: unknown key, expected only keys of the reference; did you mean risk?'],
  [{ risk: { foo: 1 } }, 'risk.foo: unknown key'],
  [
    { risk: { max_postion_pct: 0.1 } },
    'risk.max_postion_pct: unknown key, expected only keys of the reference; did you mean max_position_pct?',
  ],
  [
    { risk: { universe: { denny: [] } } },
    'risk.universe.denny: unknown key, expected only keys of the reference; did you mean deny?',
  ],
  [{ risk: { protections: [{ methd: 'cooldown', method: 'cooldown' }] } }, 'did you mean method?'],
  [sim({ fee: 1 }), 'brokers.sim.fee: unknown key'],
  [sim({ margin: { leverage: 3 } }), 'brokers.sim.margin.leverage: unknown key'],
  [{ dry_run: 'yes' }, 'dry_run: received "yes", expected true or false'],
  [
    { execution: { default_order_type: 'stop' } },
    'execution.default_order_type: received "stop", expected market, limit',
  ],
  [
    { execution: { slippage_tolerance: 30 } },
    'execution.slippage_tolerance: received 30, expected a decimal from 0 to 0.5',
  ],
  [{ execution: { max_order_retries: -1 } }, 'execution.max_order_retries: received -1, expected a whole number from'],
  [{ execution: { retry_delay_ms: 0.5 } }, 'execution.retry_delay_ms: received 0.5, expected milliseconds, a whole'],
  [
    { execution: { max_order_retries: 4, retry_delay_ms: 500 } },
    'execution.max_order_retries: received 4, expected so many that max_order_retries × retry_delay_ms is below 2000',
  ],
  [{ execution: { max_order_retries: 4 } }, 'execution.max_order_retries: received 4, expected so many'],
  [{ execution: { post_only_default: true } }, 'execution.post_only_default: not yet supported'],
  [
    { execution: { reduce_only_default: 'yes' } },
    'execution.reduce_only_default: received "yes", expected true or false',
  ],
  [{ budget: { monthly_usd: 20 } }, 'budget.emails: received nothing, expected a list of 1 to 10 e-mail addresses'],
  [{ budget: { monthly_usd: 0, emails: ['a@example.com'] } }, 'budget.monthly_usd: received 0, expected a decimal > 0'],
  [{ budget: { monthly_usd: 20, emails: ['me'] } }, 'budget.emails.0: received "me", expected an e-mail address'],
  [{ retention: { signals: 30 } }, 'retention.signals: received 30, expected a whole number ≥ 70'],
  [{ retention: { orders: 400 } }, 'retention.orders: unknown key'],
  [{ broker: 'binance' }, 'broker: received "binance", expected sim, alpaca or ccxt:ID (e.g. ccxt:binance)'],
  [{ live: true, testnet: false }, 'live: received true, expected false for the simulated broker'],
  [{ broker: 'alpaca', live: true }, 'live: received true beside testnet: true, expected testnet: false'],
  [{ broker: 'alpaca', testnet: false }, 'testnet: received false, expected true unless live: true'],
  [{ promotion: { min_days: 31 } }, 'promotion.min_days: received 31, expected a whole number from 0 to 30'],
  [{ promotion: { min_days: 1.5 } }, 'promotion.min_days: received 1.5, expected a whole number from 0 to 30'],
  [{ promotion: { days: 3 } }, 'promotion.days: unknown key'],
  [{ symbols: [] }, 'symbols: received [], expected a list of 1 to 90 symbols'],
  [{ symbols: ['BTC/USD', 'BTCUSD'] }, 'each once'],
  [{ symbols: ['a b'] }, 'symbols.0: received "a b", expected BASE/QUOTE'],
  [{ symbols: ['BTC/USD', 'ETH/JPY'] }, 'received quote currencies USD, JPY, expected one'],
  [{ timeframe: '7x' }, 'timeframe: received "7x", expected a bar length'],
  [{ strategies: [] }, 'strategies: received [], expected a list of at least one strategy'],
  [{ strategies: [{ name: 'x' }] }, 'strategies.0.policy: received nothing'],
  [{ strategies: [{ name: 'x', policy: 'y', symbols: ['SPY'] }] }, 'strategies.0.symbols: received SPY'],
  [{ environment: undefined }, 'environment: received nothing, expected a name'],
  [
    { notifications: { channels: ['fax'] } },
    'notifications.channels.0: received "fax", expected slack, telegram, webhook, email',
  ],
  [{ notifications: { channels: ['slack', 'slack'] } }, 'each once'],
  [{ notifications: { channels: [] } }, 'notifications.channels: received [], expected a list of at least one of'],
  [{ notifications: {} }, 'notifications.channels: received nothing'],
  [{ notifications: { channels: ['email'] } }, 'notifications.emails: received nothing, expected addresses where'],
  [
    { notifications: { channels: ['slack'], emails: ['a@example.com'] } },
    'notifications.emails: received ["a@example.com"], expected addresses where channels has email, and only there',
  ],
  [
    { notifications: { channels: ['email'], emails: ['nobody'] } },
    'notifications.emails.0: received "nobody", expected an e-mail address',
  ],
  [{ notifications: { channels: 'slack' } }, 'notifications.channels: received "slack", expected a list of'],
  [
    { notifications: { channels: ['slack'], least_severity: 'bad' } },
    'received "bad", expected info, warning, critical',
  ],
  [
    { notifications: { channels: ['slack'], most_per_hour: 0 } },
    'notifications.most_per_hour: received 0, expected a whole number from 1 to 1000',
  ],
  [{ notifications: { channels: ['slack'], url: 'https://x' } }, 'notifications.url: unknown key'],
  [{ notifications: { channels: ['slack'], dead_man: 'yes' } }, 'received "yes", expected true or false'],
  [{ risk: 'balanced' }, 'risk: received "balanced", expected a mapping'],
  [
    { risk: { profile: 'wild' } },
    'risk.profile: received "wild", expected one of none, conservative, balanced, aggressive',
  ],
  [{ sizing: { position_size_pct: 95 } }, `sizing.position_size_pct: received 95, expected ${FRACTION}`],
  [{ sizing: { initial_capital: 'lots' } }, 'sizing.initial_capital: received "lots", expected a decimal > 0'],
  [{ sizing: { risk_per_trade: 2 } }, `sizing.risk_per_trade: received 2, expected ${FRACTION}`],
  [
    { sizing: { position_min_amount: 20, position_max_amount: 10 } },
    'sizing.position_min_amount: received 20, expected an amount of at most position_max_amount',
  ],
  [{ sizing: { position_max_amount: -1 } }, 'sizing.position_max_amount: received -1, expected a decimal > 0'],
  [
    { sizing: { min_signal_ranking: 101 } },
    'sizing.min_signal_ranking: received 101, expected a ranking from 0 to 100',
  ],
  [{ exits: { stop_loss_pct: 2 } }, `exits.stop_loss_pct: received 2, expected ${FRACTION}`],
  [{ exits: { take_profit_pct: 0 } }, `exits.take_profit_pct: received 0, expected ${FRACTION}`],
  [{ exits: { trailing_stop_pct: 'x' } }, `exits.trailing_stop_pct: received "x", expected ${FRACTION}`],
  [{ exits: { time_exit_bars: 0 } }, 'exits.time_exit_bars: received 0, expected a whole number ≥ 1'],
  [{ exits: { loss_exit_amount: -5 } }, 'exits.loss_exit_amount: received -5, expected a decimal > 0'],
  [{ exits: { stop_los_pct: 0.1 } }, 'did you mean stop_loss_pct?'],
  [{ risk: { max_position_pct: 10 } }, `risk.max_position_pct: received 10, expected ${FRACTION}`],
  [
    { risk: { max_position_pct_per_symbol: 1.01 } },
    `risk.max_position_pct_per_symbol: received 1.01, expected ${FRACTION}`,
  ],
  [{ risk: { max_daily_loss_pct: 2 } }, `risk.max_daily_loss_pct: received 2, expected ${FRACTION}`],
  [{ risk: { max_portfolio_exposure: 80 } }, `risk.max_portfolio_exposure: received 80, expected ${FRACTION}`],
  [{ risk: { max_drawdown: 15 } }, `risk.max_drawdown: received 15, expected ${FRACTION}`],
  [{ risk: { min_free_margin_pct: 20 } }, `risk.min_free_margin_pct: received 20, expected ${FRACTION}`],
  [{ risk: { max_leverage: 0 } }, 'risk.max_leverage: received 0, expected a decimal > 0'],
  [{ risk: { max_open_positions: 1.5 } }, 'risk.max_open_positions: received 1.5, expected a whole number ≥ 1'],
  [{ risk: { correlation_window: 9 } }, 'risk.correlation_window: received 9, expected a whole number ≥ 10'],
  [{ risk: { trading_hours_only: 'yes' } }, 'risk.trading_hours_only: received "yes", expected true or false'],
  [{ risk: { universe: { allow: [] } } }, 'risk.universe.allow: received [], expected a list of at least one symbol'],
  [{ risk: { protections: 'cooldown' } }, 'risk.protections: received "cooldown", expected a list of protections'],
  [
    { risk: { protections: [{ method: 'luck' }] } },
    'risk.protections.0.method: received "luck", expected one of stoploss_guard',
  ],
  [
    { risk: { protections: [{ method: 'max_drawdown' }] } },
    'risk.protections.0.threshold: received nothing, expected the drawdown',
  ],
  [
    { risk: { protections: [{ method: 'cooldown', threshold: 2 }] } },
    'risk.protections.0.threshold: received 2, expected a decimal from -1 to 1',
  ],
  [sim({ lot: 0 }), 'brokers.sim.lot: received 0, expected a decimal > 0'],
  [sim({ slippage_bps: 10_000 }), 'brokers.sim.slippage_bps: received 10000, expected basis points, 0 to below 10000'],
  [sim({ fee_currency: 'both' }), 'brokers.sim.fee_currency: received "both", expected quote or base'],
  [sim({ max_volume_share: 2.5 }), `brokers.sim.max_volume_share: received 2.5, expected ${FRACTION}`],
  [sim({ latency_ms: -1 }), 'brokers.sim.latency_ms: received -1, expected a whole number ≥ 0'],
  [sim({ fee_tiers: [] }), 'brokers.sim.fee_tiers: received [], expected a list of tiers, min_volume ascending from 0'],
  [sim({ fee_tiers: [{ ...tier, min_volume: 1 }] }), 'expected a list of tiers, min_volume ascending from 0'],
  [sim({ fee_tiers: [tier, tier] }), 'expected a list of tiers, min_volume ascending from 0'],
  [
    sim({ fee_tiers: [{ ...tier, taker_bps: -1 }] }),
    'brokers.sim.fee_tiers.0.taker_bps: received -1, expected basis points',
  ],
  [
    sim({ fee_tiers: [tier], commission_bps: 1 }),
    'brokers.sim.commission_bps: received 1, expected either commission_bps or fee_tiers',
  ],
  [
    sim({ margin: { max_leverage: 0.5 } }),
    'brokers.sim.margin.max_leverage: received 0.5, expected a max_leverage ≥ 1',
  ],
  [
    sim({ margin: { max_leverage: 10, maintenance_rate: 0.1 } }),
    'brokers.sim.margin.maintenance_rate: received 0.1, expected a maintenance_rate below 1 ÷ max_leverage',
  ],
  [
    sim({ margin: { funding_rate: 1 } }),
    'brokers.sim.margin.funding_rate: received 1, expected a fraction between -1 and 1',
  ],
];

describe('a configuration that cannot be used', () => {
  it.each(YAML)(
    'Given %j, When it is read, Then it is refused, naming key, received and expected',
    (changes, message) => {
      const read = () => parseEnvironmentConfig({ ...MINIMAL, ...changes }, 'dev.yaml');
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(message);
      expect(read).toThrow(/^dev\.yaml: /);
    },
  );

  it.each([null, [], 'text', 7])('Given %j, When it is read, Then a mapping is expected', (raw) => {
    expect(() => parseEnvironmentConfig(raw, 'dev.yaml')).toThrow('expected a mapping of keys to values');
  });
});

describe('environment variables', () => {
  it('Given every kind of value, When they are read, Then each is what YAML would make of it', () => {
    const protections = [{ method: 'cooldown', pause_bars: 3 }];
    expect(
      environmentOverrides({
        RISK_MAX_LEVERAGE: '3',
        RISK_MAX_EXPOSURE_PCT: '0.5',
        RISK_DAILY_LOSS_LIMIT: '1234567890.1234567890',
        RISK_MAX_DRAWDOWN: 'null',
        RISK_TRADING_HOURS_ONLY: 'true',
        RISK_PROFILE: 'aggressive',
        RISK_PROTECTIONS: JSON.stringify(protections),
        RISK_UNIVERSE_ALLOW: 'BTCUSD',
        RISK_UNIVERSE_DENY: 'ETH-USD, LTCUSD',
        MAX_POSITIONS: '4',
        POSITION_SIZE_PCT: ' 0.2 ',
        STOP_LOSS_PCT: '0.03',
        TAKE_PROFIT_PCT: 'null',
        AUTO_RESTART: 'false',
        RISK_MAX_ORDER_VALUE: '',
        PATH: '/bin',
        DRY_RUN: 'true',
      }),
    ).toEqual({
      top: { dry_run: true },
      risk: {
        max_leverage: '3',
        max_portfolio_exposure: '0.5',
        max_daily_loss: '1234567890.1234567890',
        max_drawdown: null,
        trading_hours_only: true,
        profile: 'aggressive',
        protections,
        universe: { allow: ['BTCUSD'], deny: ['ETH-USD', 'LTCUSD'] },
        max_open_positions: 4,
      },
      sizing: { position_size_pct: '0.2' },
      exits: { stop_loss_pct: '0.03', take_profit_pct: null },
      session: { auto_restart: false },
    });
  });

  it.each([
    ['RISK_MAX_DRAWDOWN', '15', `risk.max_drawdown: received "15", expected ${FRACTION}`],
    ['RISK_MAX_LEVERAGE', '-1', 'risk.max_leverage: received "-1", expected a decimal > 0'],
    ['RISK_MAX_OPEN_POSITIONS', '2.5', 'risk.max_open_positions: received "2.5", expected a whole number ≥ 1'],
    ['RISK_TRADING_HOURS_ONLY', 'yes', 'risk.trading_hours_only: received "yes", expected true or false'],
    ['RISK_PROTECTIONS', '[', 'risk.protections: received "[", expected a list of protections'],
    ['RISK_UNIVERSE_ALLOW', ',', 'risk.universe.allow.0: received "", expected BASE/QUOTE'],
    [
      'RISK_MAX_LEVRAGE',
      '2',
      'risk.max_levrage: unknown key, expected only keys of the reference; did you mean max_leverage?',
    ],
    ['STOP_LOSS_PCT', '2', `exits.stop_loss_pct: received "2", expected ${FRACTION}`],
    ['TAKE_PROFIT_PCT', 'half', `exits.take_profit_pct: received "half", expected ${FRACTION}`],
    ['POSITION_SIZE_PCT', '95', `sizing.position_size_pct: received "95", expected ${FRACTION}`],
    ['AUTO_RESTART', 'perhaps', 'session.auto_restart: received "perhaps", expected true or false'],
    ['DRY_RUN', 'yes', 'dry_run: received "yes", expected true or false'],
    ['USE_TESTNET', 'false', 'not yet supported'],
  ])('Given %s=%s, When it is read, Then it is refused by its name', (name, value, message) => {
    const read = () => environmentOverrides({ [name]: value });
    expect(read).toThrow(UsageError);
    expect(read).toThrow(`environment variable ${name}: ${message}`);
  });
});
