import type { Ledger } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { Decimal } from '#domain/shared/decimal.ts';

/**
 * The protective order that leaves nothing for another one to cover. Both `track-orders` and `monitor-risk` raise protection, neither knows what the other has
 * in the queue: who comes second has nothing to do, which is no denial. `null`: there is something to cover, or an exit of another purpose holds the position.
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
  let covering: Order | null = null;
  for (const id of exitOrders) {
    covering = await ledger.readOrder(id);
    if (covering?.intent.purpose !== 'protection') return null;
  }
  return covering;
}
