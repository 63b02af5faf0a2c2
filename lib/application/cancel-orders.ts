import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import type { CancelCommand } from '#domain/trading/order-command.ts';
import { adoptVenueOrder, type OrderDeps } from './resolve-order.ts';

export interface CancelOrdersOutcome {
  readonly kind: 'cancelled' | 'halted';
  /** The orders that worked and were ended, as they are now. */
  readonly orders: readonly Order[];
}

/**
 * Cancels what works on a symbol and brings the evidence into the ledger, so that what follows in the queue finds the symbol free. An order
 * that the venue does not say to be over, or whose last fills are not in yet, is no evidence: it throws, and the message comes again. A halted
 * account keeps what protects it: only the emergency stop cancels then.
 *
 * @throws when an order may still work.
 */
export async function cancelOrders(deps: OrderDeps, command: CancelCommand): Promise<CancelOrdersOutcome> {
  const view = await deps.ledger.readAccount();
  const position = view?.positions.get(command.symbol);
  if (view === null || position === undefined) return { kind: 'cancelled', orders: [] };
  if (view.account.mode === 'HALTED') return { kind: 'halted', orders: [] };
  const entries = command.scope === 'all' ? [...position.entryOrders] : [];
  const ids = [...entries, ...position.exitOrders].filter((id) => id !== command.except).sort();
  const orders: Order[] = [];
  for (const id of ids) {
    const order = await deps.ledger.readOrder(id);
    if (order !== null && isWorking(order)) orders.push(await cancelOne(deps, order));
  }
  return { kind: 'cancelled', orders };
}

async function cancelOne(deps: OrderDeps, order: Order): Promise<Order> {
  const { clientOrderId, symbol } = order.intent;
  const outcome = await deps.broker.cancelOrder(clientOrderId, symbol);
  const venue = await deps.broker.getOrderByClientId(clientOrderId, symbol);
  const known = venue === null ? order : await adoptVenueOrder(deps, order, venue);
  if (!isWorking(known)) return known;
  const seen = venue === null ? 'not there' : `${venue.status}, ${venue.filledQuantity} filled`;
  throw new Error(`order ${clientOrderId}: cancel ${outcome.kind}, the venue says ${seen}: it may still work`);
}
