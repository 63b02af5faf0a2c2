import type { BrokerCapabilities } from '#application/ports/broker.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';

/**
 * The intent as its venue can take it, without a change of what it does: where a venue knows no `reduce_only`, an exit goes without the flag, because the
 * ledger's reservations hold all exits together to the position. Without this every protective order would be refused there.
 */
export function fitToVenue(intent: OrderIntent, { reduceOnly }: BrokerCapabilities): OrderIntent {
  if (reduceOnly || intent.kind === 'entry' || !intent.terms.reduceOnly) return intent;
  return { ...intent, terms: { ...intent.terms, reduceOnly: false } };
}
