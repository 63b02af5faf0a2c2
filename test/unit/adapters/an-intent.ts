import type { OrderIntent } from '#domain/orders/order-intent.ts';
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
    side: 'buy',
    quantity: new Decimal('0.12345678'),
    type: 'market',
    referencePrice: new Decimal('43123.123456789012345678'),
    referenceTime: now,
    signalTime: now,
    expiresAt: now + 60_000,
    ranking: 50,
    reason: 'fast average 43101.5 crossed above slow average 43099.2',
    ...overrides,
  };
}
