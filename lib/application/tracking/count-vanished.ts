import type { Order } from '#domain/orders/order.ts';
import { recordAbsence, recordOrderEvent } from '#domain/orders/order-lifecycle.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { reportOrder } from './report-order.ts';
import { adoptVenueOrder, isOrderOf, moveOrder, type OrderDeps } from './resolve-order.ts';

/** So many answered look-ups in a row, each so long after the one before, prove that an order is gone. */
const PROVING_LOOK_UPS = 3;
const SPACING = 30 * SECOND;

/**
 * Counts that the venue, which has acknowledged an order, answers that it has none such: a paper account that was reset, an exchange that has forgotten. Until it is proven its
 * outcome is unknown, and nothing is released. The last look-up also asks what works there at all, since a list and a look-up may be served apart. What is gone is CANCELLED if
 * somebody wanted it to be, else EXPIRED; should the venue fill it yet, that counts.
 *
 * @returns the order as it is known now
 */
export async function countVanished(deps: OrderDeps, order: Order): Promise<Order> {
  await reportOrder(deps, order, 'OrderVanished');
  const now = deps.clock.now();
  if (order.absentLookups > 0 && now - order.updatedAt < SPACING) return order;
  const isProven = order.absentLookups + 1 >= PROVING_LOOK_UPS;
  if (isProven) {
    const listed = (await deps.broker.listOpenOrders()).find((venue) => isOrderOf(venue, order));
    if (listed !== undefined) return adoptVenueOrder(deps, order, listed);
    // Before the write that ends it: after that nobody comes back to an order to tell of it.
    await reportOrder(deps, order, 'OrderAbsentAtVenue');
  }
  const end = order.cancelRequested ? 'cancel' : 'expire';
  return moveOrder(deps.ledger, order, (current) => {
    // Who moved it meanwhile has counted, or has better news.
    if (current.version !== order.version) return null;
    return isProven ? recordOrderEvent(current, end, now, 'GONE_AT_VENUE') : recordAbsence(current, now);
  });
}
