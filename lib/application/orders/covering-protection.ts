import type { Ledger } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { Decimal } from '#domain/shared/decimal.ts';

/**
 * The protective order that, alone or beside other exits, leaves nothing for another one to cover. Both `track-orders` and `monitor-risk` raise protection, neither knows what the other has
 * in the queue: who comes second has nothing to do, which is no denial. `null`: there is something to cover, or exits of other purposes hold the whole position.
 */
export async function coveringProtection(
  ledger: Ledger,
  intent: OrderIntent,
  position: Position | undefined,
  lot: Decimal,
): Promise<Order | null> {
  if (intent.purpose !== 'protection' || position === undefined) return null;
  const { exitOrders, exitReserved, quantity } = position;
  const left = quantity.abs().minus(exitReserved);
  if (exitOrders.has(intent.clientOrderId) || left.gte(lot) || left.isNegative()) return null;
  for (const id of exitOrders) {
    const order = await ledger.readOrder(id);
    if (order?.intent.purpose === 'protection') return order;
  }
  return null;
}
