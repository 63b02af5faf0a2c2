import type { Order } from '#domain/orders/order.ts';
import { createOrder } from '#domain/orders/order-lifecycle.ts';
import type { EquitySnapshot, RunDescription } from '#domain/reporting/session-records.ts';
import { anIntent, d, T0 } from './builders.ts';

/** An account that holds 1,000 in cash and nothing else. */
export function aSnapshot(changes: Partial<EquitySnapshot> = {}): EquitySnapshot {
  return {
    barTime: T0,
    equity: d(1_000),
    cash: d(1_000),
    positionQuantity: d(0),
    positionValue: d(0),
    realizedPnl: d(0),
    unrealizedPnl: d(0),
    drawdown: d(0),
    ...changes,
  };
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return { ...createOrder(anIntent(), T0), ...changes };
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
    ...changes,
  };
}
