import fc from 'fast-check';
import type { Protection, RiskLimits } from '#domain/risk/rule.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { MarginRules, VenueRules } from '#domain/simulation/venue-rules.ts';
import { findStrategy } from '#domain/strategies/registry.ts';
import type { RunningStrategy } from '#domain/strategies/strategy.ts';
import type { ExitRules } from '#domain/trading/exit-rules.ts';
import type { SizingRules } from '#domain/trading/size-entry.ts';
import type { PlannedStrategy, TradingPlan } from '#domain/trading/trading-plan.ts';
import { d, NO_LIMITS, T0 } from './builders.ts';
import { aPlan, SIZING, VENUE } from './paper-desk.ts';
import { type ScriptedSignal, scripted } from './scripted-strategy.ts';
import { aBar } from './venue-desk.ts';

/* Random bars and random plans, for properties of whole sessions. */

/** `null` half of the time, else one of the decimals. */
function some(...values: readonly string[]): fc.Arbitrary<Decimal | null> {
  return fc.oneof(
    fc.constant(null),
    fc.constantFrom(...values).map((value) => d(value)),
  );
}

function someNumber(...values: readonly number[]): fc.Arbitrary<number | null> {
  return fc.oneof(fc.constant(null), fc.constantFrom(...values));
}

/** Ten minutes before midnight, where the day and a funding period end among the bars, and an afternoon. */
const STARTS = [T0, Date.parse('2026-01-05T23:50:00Z')] as const;
export const starts = fc.constantFrom(...STARTS);

/** A bar's move from open to close, its gap from the close before, and its wicks, in half points; its volume, and how many minutes it skips. */
const shape = fc.record({
  gap: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -8, max: 8 }) }),
  move: fc.integer({ min: -6, max: 6 }),
  above: fc.nat({ max: 4 }),
  below: fc.nat({ max: 4 }),
  volume: fc.constantFrom(0, 3, 20, 150, 10_000),
  skip: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 4 }) }),
});

/** One-minute bars about 100, some minutes missing. */
export function someBars(symbol: string, start: number, most = 32): fc.Arbitrary<Bar[]> {
  return fc.array(shape, { minLength: 4, maxLength: most }).map((shapes) => {
    let last = 200;
    let minute = -1;
    return shapes.map(({ gap, move, above, below, volume, skip }) => {
      const open = Math.max(last + gap, 20);
      const close = Math.max(open + move, 20);
      const [high, low] = [Math.max(open, close) + above, Math.min(open, close) - below];
      last = close;
      minute += 1 + skip;
      return aBar([open / 2, high / 2, low / 2, close / 2, volume], minute, symbol, start);
    });
  });
}

export const someExits: fc.Arbitrary<ExitRules> = fc.record({
  stopLossPct: some('0.005', '0.02', '0.05'),
  takeProfitPct: some('0.01', '0.03'),
  trailingStopPct: some('0.01', '0.03'),
  timeExitBars: someNumber(1, 3, 8),
  profitExitAmount: some('60', '200'),
  lossExitAmount: some('60', '200'),
});

export const someSizing: fc.Arbitrary<SizingRules> = fc.record({
  positionSizePct: fc.constantFrom('0.3', '0.95', '1').map((value) => d(value)),
  minAmount: some('100', '3000'),
  maxAmount: some('2500', '9000'),
  riskPerTrade: some('0.002', '0.02'),
  volatilityTarget: some('0.5'),
  minRanking: fc.constantFrom(0, 40),
});

const someSteps = fc.record({
  lot: fc.constantFrom('0.0001', '1').map((value) => d(value)),
  minNotional: some('50'),
});

const someProtection: fc.Arbitrary<Protection> = fc.record({
  method: fc.constantFrom('stoploss_guard', 'max_drawdown', 'low_profit_symbols', 'cooldown'),
  lookback_bars: fc.constantFrom(3, 8),
  pause_bars: fc.constantFrom(1, 4),
  trade_limit: fc.constantFrom(1, 2),
  only_per_symbol: fc.boolean(),
  threshold: fc.constant(d('0.001')),
});

/** As `some`, but `null` four times out of five: a dozen limits at once leave nothing to trade. */
function seldom(...values: readonly string[]): fc.Arbitrary<Decimal | null> {
  const given = fc.constantFrom(...values).map((value) => d(value));
  return fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: given });
}

function seldomNumber(...values: readonly number[]): fc.Arbitrary<number | null> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...values) });
}

const rarely = fc.nat({ max: 4 }).map((value) => value === 0);

export const someLimits: fc.Arbitrary<RiskLimits> = fc
  .record({
    max_order_value: seldom('4000'),
    max_position_size: seldom('6000'),
    max_position_pct_per_symbol: seldom('0.6'),
    max_portfolio_exposure: seldom('0.7', '0.96'),
    max_daily_loss: seldom('60', '400'),
    max_daily_loss_pct: some('0.01', '0.04'),
    max_drawdown: some('0.01', '0.05'),
    max_open_positions: seldomNumber(1),
    max_correlation: seldom('0.7'),
    max_volatility: seldom('40'),
    max_orders_per_minute: seldomNumber(1, 2),
    symbol_cooldown_seconds: seldomNumber(60, 180),
    min_account_balance: seldom('9800'),
    price_collar_pct: seldom('0.01'),
    slippage_guard_bps: seldom('200'),
    min_depth_notional: seldom('300'),
    settled_cash_only: rarely,
    pattern_day_trader: rarely,
    protections: fc.array(someProtection, { maxLength: 2 }),
  })
  .map((changes) => ({ ...NO_LIMITS, ...changes, correlation_window: 10 }));

const someMargin: fc.Arbitrary<MarginRules> = fc.record({
  maxLeverage: fc.constantFrom('1.5', '2').map((value) => d(value)),
  maintenanceRate: fc.constantFrom('0.05', '0.48').map((value) => d(value)),
  fundingRate: fc.constantFrom('0', '0.001', '-0.001').map((value) => d(value)),
  allowShort: fc.boolean(),
});

/** `isCash`: never on margin. */
export function someVenue(isCash: boolean): fc.Arbitrary<VenueRules> {
  return fc
    .record({
      tick: some('0.01', '0.25'),
      minNotional: some('50'),
      fees: fc.constantFrom(['0', '0'], ['0.001', '0.002']).map(([maker = '0', taker = '0']) => [
        { minVolume: d(0), maker: d(maker), taker: d(taker) },
        { minVolume: d(30_000), maker: d(maker).div(2), taker: d(taker).div(2) },
      ]),
      feeCurrency: fc.constantFrom('quote', 'base'),
      slippageRate: fc.constantFrom('0', '0.0005').map((value) => d(value)),
      maxVolumeShare: some('0.1', '0.5'),
      volumeSlippage: some('0.1'),
      impactCoefficient: some('0.3'),
      latency: fc.constantFrom(0, 0, 20_000, 90_000),
      margin: isCash ? fc.constant(null) : fc.option(someMargin),
    })
    .map((changes) => ({ ...VENUE, ...changes }));
}

const scriptLine: fc.Arbitrary<ScriptedSignal | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        action: fc.constantFrom('BUY', 'SELL'),
        ranking: fc.constantFrom(20, 50, 80),
        stop: fc.constantFrom(0.01, 0.04),
        target: fc.constantFrom(0.01, 0.04),
        limit: fc.constantFrom(0, 0.005, 0.02),
      },
      { requiredKeys: ['action', 'ranking'] },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('BUY', 'SELL', 'CLOSE').map((action) => ({ action }) as const) },
);

export const someScript = fc.array(scriptLine, { minLength: 3, maxLength: 32 });

const REGISTERED: readonly (readonly [policy: string, params: object])[] = [
  ['sma_fast_slow', { fast: 2, slow: 4 }],
  ['rsi', { period: 2, lower: 40, upper: 60 }],
  ['buy_hold', {}],
];

/** One to three strategies on the same symbols: scripts and shipped ones, or a rebalancing alone. */
export function someStrategies(symbols: readonly string[]): fc.Arbitrary<readonly PlannedStrategy[]> {
  const named = (running: RunningStrategy<unknown>, index: number): PlannedStrategy => ({
    name: `strategy-${index}`,
    fingerprint: `f${index}`,
    symbols,
    running,
  });
  const shipped = ([policy, params]: readonly [string, object]): RunningStrategy<unknown> => {
    const running = findStrategy(policy)?.create(params, { symbols });
    if (running === undefined) throw new Error(`${policy} is not registered`);
    return running;
  };
  const one = fc.oneof(
    { weight: 3, arbitrary: someScript.map(scripted) },
    { weight: 1, arbitrary: fc.constantFrom(...REGISTERED).map(shipped) },
  );
  const weights = fc
    .constantFrom([0.5, 0.5], [0.8, 0.1], [0.3, 0])
    .map((shares) => Object.fromEntries(symbols.map((symbol, index) => [symbol, shares[index] ?? 0])));
  const rebalancing = fc
    .record({ weights, band: fc.constantFrom(0, 0.02), every: fc.constantFrom(1, 3) })
    .map((params) => [shipped(['rebalance', params])]);
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }) },
      { weight: symbols.length > 1 ? 2 : 1, arbitrary: rebalancing },
    )
    .map((running) => running.map(named));
}

export interface ArbitrarySession {
  readonly plan: TradingPlan;
  readonly bars: readonly Bar[];
}

/** A session with everything drawn at random; each kind of rule is off in half of them. */
export function someSession(
  symbols: readonly string[],
  { isCash = false, most = 32 } = {},
): fc.Arbitrary<ArbitrarySession> {
  const off = <Value>(value: Value, arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
    fc.oneof(fc.constant(value), arbitrary);
  return starts.chain((start) =>
    fc
      .record({
        bars: fc.tuple(...symbols.map((symbol) => someBars(symbol, start, most))).map((all) => all.flat()),
        strategies: someStrategies(symbols),
        exits: someExits,
        sizing: off(SIZING, someSizing),
        steps: someSteps,
        limits: off(NO_LIMITS, someLimits),
        venue: off(VENUE, someVenue(isCash)),
      })
      .map(({ bars, sizing, steps, venue, ...parts }) => ({
        bars,
        plan: aPlan({ ...parts, symbols, sizing, venue: { ...venue, ...steps } }),
      })),
  );
}
