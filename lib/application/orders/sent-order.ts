import type { SentOrder, VenueOrder } from '#application/ports/broker.ts';
import type { Order } from '#domain/orders/order.ts';
import { MARKET } from '#domain/orders/order-terms.ts';

/** An order as its venue is asked for it. */
export function sentOrder({ intent, brokerOrderId, attemptedAt, createdAt }: Order): SentOrder {
  const { clientOrderId, symbol, side, quantity, terms } = intent;
  return { clientOrderId, symbol, side, quantity, terms, brokerOrderId, sentAt: attemptedAt ?? createdAt };
}

/** An order that is not in the ledger, as its venue is asked to cancel it: by its own id. */
export function strangeOrder({ brokerOrderId, clientOrderId, quantity, side, symbol }: VenueOrder): SentOrder {
  return { clientOrderId: clientOrderId ?? '', brokerOrderId, symbol, side, quantity, terms: MARKET, sentAt: 0 };
}
