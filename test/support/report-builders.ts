import type { Candle, EquityPoint, MonthReturn, ReportData } from '#domain/reporting/report-data.ts';
import type { RoundTrip } from '#domain/reporting/round-trips.ts';
import type { Summary } from '#domain/reporting/summary.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { createPrng, nextNormal } from '#domain/simulation/prng.ts';
import { d } from './builders.ts';

const START = Date.UTC(2023, 10, 6);
const SYMBOLS = ['BTC/USD', 'DOGE/USD'] as const;
const FIRST_PRICES = { 'BTC/USD': 36_500, 'DOGE/USD': 0.074 } as const;
const CANDLES = 1_800;

/** A closed long trip of an hour that wins 8.5 after fees. */
export function aTrip(changes: Partial<RoundTrip> = {}): RoundTrip {
  return {
    symbol: 'BTC/USD',
    side: 'long',
    quantity: d('0.5'),
    entryTime: START,
    entryPrice: d(100),
    entryNotional: d(50),
    entryFee: d('0.7'),
    exitTime: START + 60 * MINUTE,
    exitPrice: d(120),
    exitFee: d('0.8'),
    funding: d(0),
    pnl: d('8.5'),
    exitReason: 'strategy_exit',
    clientOrderIds: ['a', 'b'],
    ...changes,
  };
}

export function aSummary(changes: Readonly<Record<string, unknown>> = {}): Summary {
  return {
    trades_executed: 119,
    closed_trades: 59,
    wins: 31,
    losses: 28,
    win_rate: 31 / 59,
    sqn: 0.4312345678901,
    profit_factor: 1.2345678,
    expectancy: '21.0123456789',
    total_pnl: '3120.123456789012345678',
    total_fees: '412.5',
    final_equity: '103120.123456789012345678',
    final_balance_usd: '99120.5',
    final_positions: { 'BTC/USD': '0.11' },
    max_drawdown: 0.0823,
    max_drawdown_abs: '8421.19',
    sharpe: 0.8123456,
    sortino: 1.21,
    calmar: null,
    exposure_time: 0.4123,
    var_95: 0.0123,
    cvar_95: 0.0189,
    annualisation: 365,
    duration_minutes: 360_000,
    bars: 720_000,
    orders_submitted: 121,
    orders_rejected: 1,
    orders_by_state: { CREATED: 0, SUBMITTED: 0, ACCEPTED: 0, FILLED: 118, CANCELLED: 1, REJECTED: 1, EXPIRED: 1 },
    by_symbol: {
      'BTC/USD': { closed_trades: 30, wins: 16, pnl: '2010.5', fees: '200' },
      'DOGE/USD': { closed_trades: 29, wins: 15, pnl: '1109.62', fees: '212.5' },
    },
    freqtrade: { backtest_days: 250, sharpe: 0.61, winrate: 31 / 59, max_drawdown_account: 0.08, expectancy: '21.01' },
    denied_by_rule: { max_daily_loss_pct: 1, max_position_pct: 3 },
    exit_reasons: { strategy_exit: 52, stop_loss: 7 },
    strategy: 'sma_fast_slow',
    params: { fast: 10, slow: 50 },
    seed: 7,
    data_sha256: 'c'.repeat(64),
    settings: SETTINGS,
    ...changes,
  };
}

/** A few settings of each section, on and off. */
const SETTINGS = {
  timeframe: '1m',
  symbols: [...SYMBOLS],
  strategies: [{ name: 'cross', policy: 'sma_fast_slow', params: { fast: 10, slow: 50 }, symbols: [...SYMBOLS] }],
  sizing: { position_size_pct: '0.95', initial_capital: '100000', risk_per_trade: null },
  exits: { stop_loss_pct: '0.02', take_profit_pct: null, time_exit_bars: 120 },
  risk: {
    profile: 'balanced',
    max_position_pct: '0.1',
    max_order_value: null,
    max_orders_per_minute: 10,
    trading_hours_only: false,
    protections: [{ method: 'cooldown', pause_bars: 60 }],
    universe: { allow: null, deny: ['ETH/USD'] },
  },
  broker: 'sim',
  brokers: {
    sim: { commission_bps: '10', slippage_bps: '0', lot: '0.00000001', tick: null, latency_ms: 250, margin: null },
  },
} as const;

const RISK_EVENTS: ReportData['riskEvents'] = [
  {
    at: START + 30 * DAY,
    type: 'RiskLimitExceeded',
    severity: 'critical',
    rule: 'max_daily_loss_pct',
    limit: '0.02',
    value: '0.0212345678',
    unit: 'of the day’s first equity',
    mode: 'REDUCE_ONLY',
    event_id: 'a',
  },
  {
    at: START + 31 * DAY,
    type: 'RiskLimitCleared',
    severity: 'info',
    rule: 'max_daily_loss_pct',
    mode: 'NORMAL',
    event_id: 'b',
  },
];

/** What a session leaves that never saw a bar. */
export function anEmptyReport(changes: Partial<ReportData> = {}): ReportData {
  return {
    symbols: ['BTC/USD'],
    summary: {},
    equity: [],
    equityBars: 0,
    days: 0,
    riskEvents: [],
    deniedOrders: 0,
    months: [],
    dailyReturns: [],
    trips: [],
    prices: [],
    ...changes,
  };
}

/** 250 days of two symbols: 4,000 points of equity, 1,800 candles each, 60 round trips, the last one open. */
export function aReport(changes: Partial<ReportData> = {}): ReportData {
  const random = createPrng(20_231_106);
  const prices = SYMBOLS.map((symbol) => ({ symbol, candles: candles(random, FIRST_PRICES[symbol]), bars: 360_000 }));
  return {
    symbols: SYMBOLS,
    summary: aSummary(),
    equity: equity(random),
    equityBars: 360_000,
    days: 250,
    riskEvents: RISK_EVENTS,
    deniedOrders: 3,
    months: months(random),
    dailyReturns: Array.from({ length: 249 }, () => (random() < 0.15 ? 0 : 0.0004 + 0.008 * nextNormal(random))),
    trips: Array.from({ length: 60 }, (_, index) => trip(random, prices[index % 2]?.candles ?? [], index)),
    prices,
    ...changes,
  };
}

function candles(random: () => number, first: number): Candle[] {
  let close = first;
  return Array.from({ length: CANDLES }, (_, index) => {
    const open = close;
    close = open * (1 + 0.006 * nextNormal(random) + 0.0003);
    const high = Math.max(open, close) * (1 + 0.004 * random());
    const low = Math.min(open, close) * (1 - 0.004 * random());
    return { time: START + Math.floor((index * 250 * DAY) / CANDLES), open, high, low, close };
  });
}

function equity(random: () => number): EquityPoint[] {
  let value = 100_000;
  let peak = value;
  return Array.from({ length: 4_000 }, (_, index) => {
    value += 55 * nextNormal(random) + 0.8;
    peak = Math.max(peak, value);
    return { time: START + index * 90 * MINUTE, equity: value, drawdown: 1 - value / peak };
  });
}

function months(random: () => number): MonthReturn[] {
  const names = ['2023-11', '2023-12', ...Array.from({ length: 7 }, (_, index) => `2024-0${index + 1}`)];
  return names.map((month) => ({ month, value: 0.005 + 0.03 * nextNormal(random) }));
}

function trip(random: () => number, bars: readonly Candle[], index: number): RoundTrip {
  const entry = bars[28 * index + 6];
  const exit = bars[28 * index + 10 + Math.floor(14 * random())];
  if (entry === undefined || exit === undefined) throw new Error(`expected candles for trip ${index}`);
  const side = index % 5 === 3 ? 'short' : 'long';
  const quantity = d((2_000 / entry.close).toFixed(8));
  const fee = d('1.25');
  const gain = d(exit.close)
    .minus(d(entry.close))
    .times(quantity)
    .times(side === 'long' ? 1 : -1);
  const isOpen = index === 59;
  return aTrip({
    symbol: SYMBOLS[index % 2] ?? SYMBOLS[0],
    side,
    quantity,
    entryTime: entry.time,
    entryPrice: d(entry.close),
    entryNotional: d(entry.close).times(quantity),
    entryFee: fee,
    exitTime: isOpen ? null : exit.time,
    exitPrice: isOpen ? null : d(exit.close),
    exitFee: isOpen ? null : fee,
    pnl: isOpen ? null : gain.minus(fee).minus(fee),
    exitReason: isOpen ? null : 'strategy_exit',
  });
}
