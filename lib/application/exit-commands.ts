import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { Order } from '#domain/orders/order.ts';
import { positionsToClose } from '#domain/risk/positions-to-close.ts';
import { cancelRestrictedEntries, decideExits } from '#domain/trading/decide-exits.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** What the exit rules want of the account as read, by the last mark: nothing, where all is as it should be. */
export async function exitCommands(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
): Promise<readonly OrderCommand[]> {
  const { account, positions, session } = view;
  if (session === null) return [];
  const context = { plan, sessionId: session.id, account, positions, closeTime: account.markedAt };
  const restricted = cancelRestrictedEntries(context);
  if (account.mode === 'HALTED') return restricted;
  const forcedOut = new Set(positionsToClose({ account, positions, limits: plan.limits, venue: plan.venue }));
  const exitOrders = await workingExits(ledger, view);
  return [...restricted, ...decideExits({ ...context, exitOrders, forcedOut })];
}

async function workingExits(ledger: Ledger, { positions }: AccountView): Promise<ReadonlyMap<string, Order>> {
  const orders = new Map<string, Order>();
  for (const id of [...positions.values()].flatMap(({ exitOrders }) => [...exitOrders])) {
    const order = await ledger.readOrder(id);
    if (order !== null) orders.set(id, order);
  }
  return orders;
}
