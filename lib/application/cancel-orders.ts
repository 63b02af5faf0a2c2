import type { AccountView } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { isMeant } from '#domain/trading/is-meant.ts';
import type { CancelCommand } from '#domain/trading/order-command.ts';
import { adoptVenueOrder, type OrderDeps } from './resolve-order.ts';
import { sentOrder } from './sent-order.ts';

export interface CancelOrdersDeps extends OrderDeps {
  /** Real waiting, between looks at an order whose cancel the venue has not carried out yet. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface CancelOrdersOutcome {
  /** `ignored`: of another session, or what a halted account keeps. */
  readonly kind: 'cancelled' | 'ignored';
  /** The orders that worked and were ended, as they are now. */
  readonly orders: readonly Order[];
}

/** Milliseconds before each look at a cancelled order. */
const LOOKS = [0, 250, 750, 1_000];

/**
 * Cancels what works on a symbol and brings the evidence into the ledger, so that what follows in the queue finds the symbol free. An order
 * that the venue does not say to be over, or whose last fills are not in yet, is no evidence: it throws, and the message comes again. A halted
 * account loses its entries and keeps what protects it: only the emergency stop cancels that.
 *
 * @throws when an order may still work.
 */
export async function cancelOrders(deps: CancelOrdersDeps, command: CancelCommand): Promise<CancelOrdersOutcome> {
  const view = await deps.ledger.readAccount();
  const position = view?.positions.get(command.symbol);
  if (view === null || position === undefined) return { kind: 'cancelled', orders: [] };
  if (!isAllowed(view, command)) return { kind: 'ignored', orders: [] };
  const orders: Order[] = [];
  for (const id of idsOf(position)) {
    const order = await deps.ledger.readOrder(id);
    if (order !== null && isWorking(order) && isMeant(order, command)) orders.push(await cancelOne(deps, order));
  }
  return { kind: 'cancelled', orders };
}

function isAllowed({ account }: AccountView, { scope, sessionId }: CancelCommand): boolean {
  return account.sessionId === sessionId && (account.mode !== 'HALTED' || scope === 'entries');
}

function idsOf({ entryOrders, exitOrders }: Position): readonly string[] {
  return [...entryOrders, ...exitOrders].sort();
}

async function cancelOne(deps: CancelOrdersDeps, order: Order): Promise<Order> {
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
  throw new Error(`order ${clientOrderId}: cancel ${outcome.kind}, the venue says ${seen}: it may still work`);
}
