import { UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { MARKET } from '#domain/orders/order-terms.ts';
import { Decimal } from '#domain/shared/decimal.ts';

/** An intent with a value in every field. */
export function anIntent(overrides: Partial<OrderIntent> = {}): OrderIntent {
  const now = Date.UTC(2026, 0, 5, 14, 30, 0, 250);
  return {
    clientOrderId: '0123456789abcdef0123456789abcdef',
    account: 'paper',
    sessionId: 'fedcba9876543210fedcba9876543210',
    strategy: 'sma_fast_slow',
    symbol: 'BTC/USD',
    kind: 'entry',
    purpose: 'entry',
    side: 'buy',
    quantity: new Decimal('0.12345678'),
    terms: MARKET,
    attached: { stopLoss: new Decimal('42000.5'), takeProfit: null },
    market: { ...UNKNOWN_MARKET, impactBps: 3.25, correlation: { symbol: 'ETH/USD', value: 0.5 } },
    referencePrice: new Decimal('43123.123456789012345678'),
    referenceTime: now,
    signalTime: now,
    expiresAt: now + 60_000,
    ranking: 50,
    reason: 'fast average 43101.5 crossed above slow average 43099.2',
    ...overrides,
  };
}
