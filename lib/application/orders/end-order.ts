import { adoptVenueOrder, type OrderDeps } from '#application/tracking/resolve-order.ts';
import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { sentOrder } from './sent-order.ts';

export interface EndOrderDeps extends OrderDeps {
  /** Real waiting, between looks at an order whose cancel the venue has not carried out yet. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The venue was told to cancel an order, and has not said yet that it is over: it may still work. */
export class NotEndedError extends Error {
  readonly code = 'NOT_ENDED';
  override readonly name = 'NotEndedError';
}

/** Milliseconds before each look at a cancelled order. */
const LOOKS = [0, 250, 750, 1_000];

/**
 * Cancels an order that works, and brings the evidence into the ledger: it is over only when the venue says so and its last fills are in.
 *
 * @returns the order, terminal.
 * @throws {NotEndedError} when it may still work.
 */
export async function endOrder(deps: EndOrderDeps, order: Order): Promise<Order> {
  const { clientOrderId } = order.intent;
  const sent = sentOrder(order);
  const outcome = await deps.broker.cancelOrder(sent);
  let seen = 'not there';
  for (const wait of LOOKS) {
    if (wait > 0) await deps.sleep(wait);
    const venue = await deps.broker.getOrder(sent);
    const known = venue === null ? order : await adoptVenueOrder(deps, order, venue);
    if (!isWorking(known)) return known;
    seen = venue === null ? 'not there' : `${venue.status}, ${venue.filledQuantity} filled`;
  }
  const why = `cancel ${outcome.kind}, the venue says ${seen}: it may still work`;
  throw new NotEndedError(`order ${clientOrderId}: ${why}`);
}
