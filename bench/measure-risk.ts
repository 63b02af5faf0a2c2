import { performance } from 'node:perf_hooks';
import type { Account } from '#domain/accounts/account.ts';
import { openAccount } from '#domain/accounts/account-accounting.ts';
import type { Position } from '#domain/accounts/position.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import { NOTHING_ATTACHED, type OrderIntent } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { evaluateRisk } from '#domain/risk/evaluate-risk.ts';
import type { RiskInput, RiskLimits } from '#domain/risk/rule.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { PROTECTION_KINDS } from '#domain/simulation/venue-rules.ts';

const NOW = Date.parse('2026-01-05T15:00:00Z');
const WARM_UP = 20_000;
const ROUNDS = 50_000;

/** Microseconds. */
export interface RiskGateSpeed {
  readonly p50: number;
  readonly p99: number;
}

/** Judges entries by every rule, all limits on, on an account with ten open positions; each intent is timed by itself. */
export function measureRiskGate(): RiskGateSpeed {
  const inputs = Array.from({ length: 64 }, (_, index) => inputOf(index));
  const judge = (round: number): void => {
    const input = inputs[round % inputs.length];
    if (input === undefined || evaluateRisk(input).kind === 'denied') throw new Error('expected an approved intent');
  };
  for (let round = 0; round < WARM_UP; round += 1) judge(round);
  const times = new Float64Array(ROUNDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    judge(round);
    times[round] = (performance.now() - start) * 1000;
  }
  times.sort();
  const at = (share: number): number => times[Math.floor(ROUNDS * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

function inputOf(index: number): RiskInput {
  const positions = new Map(
    Array.from({ length: 10 }, (_, number) => aPosition(number)).map((one) => [one.symbol, one]),
  );
  const intent = anIntent(index);
  return {
    intent,
    account: anAccount(positions),
    position: emptyPosition(intent.symbol),
    positions,
    limits: LIMITS,
    now: NOW,
    venue: {
      lot: new Decimal('0.001'),
      tick: new Decimal('0.01'),
      bySymbol: null,
      protections: PROTECTION_KINDS,
      minNotional: new Decimal(10),
      fees: [],
      feeCurrency: 'quote',
      slippageRate: new Decimal('0.0005'),
      maxVolumeShare: null,
      volumeSlippage: null,
      impactCoefficient: null,
      latency: 0,
      margin: {
        maxLeverage: new Decimal(5),
        maintenanceRate: new Decimal('0.05'),
        fundingRate: new Decimal(0),
        allowShort: false,
      },
    },
    timeframe: 60_000,
    maxPriceAge: 60_000,
    maxAccountAge: 180_000,
    circuit: null,
    dayTrades: 1,
    unsettledCash: new Decimal('123.45'),
    existing: null,
  };
}

function aPosition(number: number): Position {
  const quantity = new Decimal(number + 1).times('12.345678');
  const mark = new Decimal('4321.0987').div(number + 1).toDecimalPlaces(8);
  return {
    ...emptyPosition(`P${number}`),
    quantity,
    mark,
    markTime: NOW,
    cost: quantity.times(mark).times('0.99').toDecimalPlaces(18),
  };
}

function anAccount(positions: ReadonlyMap<string, Position>): Account {
  return {
    ...openAccount('bench', 'USD', new Decimal('1000000.123456')),
    sessionId: 'session',
    sessionStatus: 'RUNNING',
    reserved: new Decimal('1234.567891'),
    openSymbols: new Set(positions.keys()),
    markedAt: NOW,
  };
}

function anIntent(index: number): OrderIntent {
  const price = new Decimal('97.1234').plus(index);
  return {
    clientOrderId: String(index),
    account: 'bench',
    sessionId: 'session',
    strategy: 'bench',
    symbol: 'SPY',
    kind: 'entry',
    purpose: 'entry',
    side: 'buy',
    quantity: new Decimal('10.005').plus(index),
    terms: orderTerms({ type: 'limit', limitPrice: price.times('1.001') }),
    attached: NOTHING_ATTACHED,
    referencePrice: price,
    referenceTime: NOW,
    market: {
      spreadBps: 2,
      depthNotional: '100000',
      impactBps: 5,
      volatility: 0.3,
      correlation: { symbol: 'P1', value: 0.2 },
      isHalted: false,
    },
    signalTime: NOW,
    expiresAt: NOW + 60_000,
    ranking: 50,
    reason: 'bench',
  };
}

const LIMITS: RiskLimits = {
  max_order_value: new Decimal(100_000),
  max_position_size: new Decimal(200_000),
  max_position_pct: new Decimal('0.1'),
  max_position_pct_per_symbol: new Decimal('0.2'),
  max_portfolio_exposure: new Decimal('0.8'),
  max_leverage: new Decimal(2),
  min_free_margin_pct: new Decimal('0.2'),
  max_daily_loss: new Decimal(10_000),
  max_daily_loss_pct: new Decimal('0.02'),
  max_drawdown: new Decimal('0.15'),
  max_open_positions: 20,
  max_correlation: new Decimal('0.7'),
  correlation_window: 60,
  max_volatility: new Decimal(1),
  max_orders_per_minute: 10,
  symbol_cooldown_seconds: 60,
  trading_hours_only: true,
  min_account_balance: new Decimal(1000),
  price_collar_pct: new Decimal('0.05'),
  slippage_guard_bps: new Decimal(30),
  max_spread_bps: new Decimal(10),
  min_depth_notional: new Decimal(10_000),
  min_liquidation_distance_pct: new Decimal('0.1'),
  max_price_age_seconds: 60,
  pattern_day_trader: true,
  settled_cash_only: true,
  protections: [],
  universe: { allow: null, deny: ['LUNA/USD'] },
};
