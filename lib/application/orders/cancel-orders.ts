import type { AccountView } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { isMeant } from '#domain/trading/is-meant.ts';
import type { CancelCommand } from '#domain/trading/order-command.ts';
import { type EndOrderDeps, endOrder } from './end-order.ts';

export interface CancelOrdersOutcome {
  /** `ignored`: of another session, or what a halted account, or a dry run, keeps. */
  readonly kind: 'cancelled' | 'ignored';
  /** The orders that worked and were ended, as they are now. */
  readonly orders: readonly Order[];
}

/**
 * Cancels what works on a symbol and brings the evidence into the ledger, so that what follows in the queue finds the symbol free. An order
 * that the venue does not say to be over, or whose last fills are not in yet, is no evidence: it throws, and the message comes again. A halted
 * account loses its entries and keeps what protects it: only the emergency stop cancels that. So does that of a dry run: what would come in its place is not sent.
 *
 * @throws when an order may still work.
 */
export async function cancelOrders(deps: EndOrderDeps, command: CancelCommand): Promise<CancelOrdersOutcome> {
  const view = await deps.ledger.readAccount();
  const position = view?.positions.get(command.symbol);
  if (view === null || position === undefined) return { kind: 'cancelled', orders: [] };
  if (!isAllowed(view, command)) return { kind: 'ignored', orders: [] };
  const orders: Order[] = [];
  for (const id of idsOf(position)) {
    const order = await deps.ledger.readOrder(id);
    if (order !== null && isWorking(order) && isMeant(order, command)) orders.push(await endOrder(deps, order));
  }
  return { kind: 'cancelled', orders };
}

function isAllowed({ account }: AccountView, { scope, sessionId }: CancelCommand): boolean {
  const isToKeepExits = account.mode === 'HALTED' || account.dryRun;
  const takesNoProtection = scope === 'entries' || scope === 'earlier';
  return account.sessionId === sessionId && (!isToKeepExits || takesNoProtection);
}

function idsOf({ entryOrders, exitOrders }: Position): readonly string[] {
  return [...entryOrders, ...exitOrders].sort();
}
