import type { SentOrder } from '#application/ports/broker.ts';
import type { Order } from '#domain/orders/order.ts';

/** An order as its venue is asked for it. */
export function sentOrder({ intent, brokerOrderId, attemptedAt, createdAt }: Order): SentOrder {
  const { clientOrderId, symbol, side, quantity, terms } = intent;
  return { clientOrderId, symbol, side, quantity, terms, brokerOrderId, sentAt: attemptedAt ?? createdAt };
}
