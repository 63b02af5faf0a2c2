import type { FillExplanation } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { createOrder } from '#domain/orders/order-lifecycle.ts';
import type { RoundTrip } from '#domain/reporting/round-trips.ts';
import type { EquitySnapshot, RunDescription } from '#domain/reporting/session-records.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { type Fixed, toFixed } from '#domain/shared/fixed.ts';
import { anIntent, d, T0 } from './builders.ts';

export function fixed(value: string | number): Fixed {
  return toFixed(d(value));
}

/** An account that holds 1,000 in cash and nothing else. */
export function aSnapshot(changes: Partial<EquitySnapshot> = {}): EquitySnapshot {
  return {
    barTime: T0,
    equity: fixed(1_000),
    cash: fixed(1_000),
    positionQuantity: ZERO,
    positionValue: 0n,
    realizedPnl: 0n,
    unrealizedPnl: 0n,
    drawdown: 0n,
    ...changes,
  };
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return { ...createOrder(anIntent(), T0), ...changes };
}

/** A closed long of one unit, entered at T0 and left a minute later with the given P&L. */
export function aTrip(pnl: string | number, changes: Partial<RoundTrip> = {}): RoundTrip {
  return {
    symbol: 'SYN/USD',
    side: 'long',
    quantity: d(1),
    entryTime: T0,
    entryPrice: d(100),
    entryFee: ZERO,
    entryNotional: d(100),
    exitTime: T0 + 60_000,
    exitPrice: d(100).plus(pnl),
    exitFee: ZERO,
    funding: ZERO,
    pnl: d(pnl),
    exitReason: 'strategy_exit',
    clientOrderIds: [],
    ...changes,
  };
}

/** A market fill without costs in the bar at T0. */
export function anExplanation(changes: Partial<FillExplanation> = {}): FillExplanation {
  return {
    trigger: 'market',
    referencePrice: d(100),
    slippageBps: ZERO,
    impactBps: ZERO,
    liquidity: 'taker',
    feeRate: ZERO,
    feeTier: 0,
    barTime: T0,
    limitedBy: null,
    ...changes,
  };
}

/** Two one-minute bars from T0 on, 1,000 USD at the start. */
export function aRun(changes: Partial<RunDescription> = {}): RunDescription {
  return {
    strategy: 'sma_fast_slow',
    params: { fast: 10, slow: 50 },
    seed: 0,
    dataSha256: 'f'.repeat(64),
    initialBalance: d(1_000),
    currency: 'USD',
    annualisation: 365,
    firstBarOpen: T0,
    lastBarClose: T0 + 120_000,
    bars: 2,
    lot: d(0),
    settings: { timeframe: '1m' },
    ...changes,
  };
}
