import { toPlain } from '../shared/decimal.ts';
import { toIso } from '../shared/instant.ts';
import type { OrderIntent } from './order-intent.ts';

/** `symbol_side_quantity_price_timestamp_id`: the form of an order's identity for people, never sent to a venue. */
export function readableOrderName(intent: OrderIntent): string {
  const parts = [
    intent.symbol,
    intent.side,
    toPlain(intent.quantity),
    toPlain(intent.referencePrice),
    toIso(intent.signalTime),
    intent.clientOrderId,
  ];
  return parts.join('_');
}
