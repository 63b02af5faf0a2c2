import type { Broker, VenueOrder } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { CommitOutcome, Ledger } from '#application/ports/ledger.ts';
import type { Order } from '#domain/orders/order.ts';
import { acknowledgeOrder, recordOrderEvent } from '#domain/orders/order-lifecycle.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import type { Instant } from '#domain/shared/instant.ts';

export interface OrderDeps {
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly clock: Clock;
}

/** Writes that lost a race are repeated on what the winner left; more losses than this in a row are a fault. */
const MAX_RACES = 8;

/**
 * Moves an order by `change` over whatever version is current. `change` returns `null` when the order needs no change.
 *
 * @throws when the order has vanished or the race cannot be won.
 */
export async function moveOrder(
  ledger: Ledger,
  order: Order,
  change: (current: Order) => Order | null,
): Promise<Order> {
  let current = order;
  for (let race = 0; race < MAX_RACES; race++) {
    const next = change(current);
    if (next === null) return current;
    const outcome: CommitOutcome = await ledger.commitOrder(current, next);
    if (outcome === 'committed') return next;
    const reread = await ledger.readOrder(current.intent.clientOrderId);
    if (reread === null) throw new Error(`order ${current.intent.clientOrderId} has vanished from the ledger`);
    current = reread;
  }
  throw new Error(`order ${order.intent.clientOrderId} kept changing: ${MAX_RACES} writes in a row lost`);
}

/** Whether the venue's order is this one of ours. */
export function isOrderOf(venue: VenueOrder, { brokerOrderId, intent }: Order): boolean {
  return venue.clientOrderId === intent.clientOrderId || venue.brokerOrderId === brokerOrderId;
}

/** Brings an order to what the venue says of it, except its fills: those come from one source, the venue's list of fills. */
export async function adoptVenueOrder(deps: OrderDeps, order: Order, venue: VenueOrder): Promise<Order> {
  const now = deps.clock.now();
  return moveOrder(deps.ledger, order, (current) => applyVenueStatus(current, venue, now));
}

function applyVenueStatus(order: Order, venue: VenueOrder, at: Instant): Order | null {
  const isNews = order.brokerOrderId === null || order.outcomeUnknown;
  const known = isNews ? acknowledgeOrder(order, venue.brokerOrderId, at) : order;
  const ended = endByVenue(known, venue, at);
  return ended === order ? null : { ...ended, version: order.version + 1 };
}

/** An order ends only after its fills are in: until then it holds its reservation and counts as working. */
function endByVenue(order: Order, venue: VenueOrder, at: Instant): Order {
  const hasFillsToCome = venue.filledQuantity.gt(order.filledQuantity);
  if (isTerminal(order.state) || hasFillsToCome) return order;
  const cause = venue.cause ?? `${venue.status} by the venue`;
  switch (venue.status) {
    case 'working':
    case 'filled':
      return order;
    case 'cancelled':
      return recordOrderEvent(order, 'cancel', at, cause);
    case 'rejected':
      return recordOrderEvent(order, 'reject', at, cause);
    case 'expired':
      return recordOrderEvent(order, 'expire', at, cause);
  }
}
