import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';

/** By the rows, which are read consistently, and by the index, which knows those of unknown outcome, too. */
export async function workingOrders(ledger: Ledger, { positions }: AccountView): Promise<readonly Order[]> {
  const orders = new Map((await ledger.listOpenOrders()).map((order) => [order.intent.clientOrderId, order]));
  for (const { entryOrders, exitOrders } of positions.values()) {
    for (const id of [...entryOrders, ...exitOrders]) {
      const order = orders.has(id) ? null : await ledger.readOrder(id);
      if (order !== null) orders.set(id, order);
    }
  }
  return [...orders.values()].filter(isWorking);
}
