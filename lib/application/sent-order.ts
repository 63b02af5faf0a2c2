import type { Order } from '#domain/orders/order.ts';
import type { BrokerCapabilities, PlaceOrderRequest, SentOrder } from './ports/broker.ts';

/** An order as it is given to a venue. Where that knows no `reduceOnly`, the ledger's reservation alone holds an exit to its position. */
export function orderRequest({ intent }: Order, venue: Pick<BrokerCapabilities, 'reduceOnly'>): PlaceOrderRequest {
  const { clientOrderId, symbol, side, quantity, terms } = intent;
  const isExit = intent.kind === 'exit';
  const reduceOnly = terms.reduceOnly && (venue.reduceOnly || !isExit);
  return { clientOrderId, symbol, side, quantity, terms: { ...terms, reduceOnly } };
}

/** An order as its venue is asked for it. */
export function sentOrder({ intent, brokerOrderId, attemptedAt, createdAt }: Order): SentOrder {
  const { clientOrderId, symbol, side, quantity, terms } = intent;
  return { clientOrderId, symbol, side, quantity, terms, brokerOrderId, sentAt: attemptedAt ?? createdAt };
}
