import type { PlaceOrderRequest, VenueFill, VenueOrder, VenueOrderStatus } from '#application/ports/broker.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** An order as the venue keeps it. */
export interface BookedOrder {
  readonly request: PlaceOrderRequest;
  readonly brokerOrderId: string;
  readonly acceptedAt: Instant;
  /** Look-ups do not show it before; infinite: never again. */
  visibleAt: Instant;
  /** A market order trades from here on. */
  readonly tradesFrom: Instant;
  status: VenueOrderStatus;
  filled: Decimal;
  cause: string | null;
  /** When a cancel that was asked for takes effect. */
  cancelAt: Instant | null;
  /** As it was before the last change. */
  before: VenueOrder | null;
}

/** A fill, and whether the list of fills shows it yet. */
export interface VenueExecution {
  readonly fill: VenueFill;
  readonly brokerOrderId: string | null;
}

export function tell(order: BookedOrder): VenueOrder {
  const { clientOrderId, symbol, side, quantity } = order.request;
  const { brokerOrderId, status, filled, cause } = order;
  return { brokerOrderId, clientOrderId, symbol, side, quantity, status, filledQuantity: filled, cause };
}
