import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { allowsProtection } from '#domain/accounts/account.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderPurpose } from '#domain/orders/order-intent.ts';
import { ENDED, type Session } from '#domain/sessions/session.ts';
import {
  cancelRestrictedEntries,
  decideExits,
  decideProtection,
  marginExits,
  restrictingMode,
} from '#domain/trading/decide-exits.ts';
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
  const context = { plan, sessionId: session.id, positions, closeTime: account.markedAt };
  const restricted = cancelRestrictedEntries({ ...context, restriction: restrictionOf(view, session) });
  if (!allowsProtection(account)) return restricted;
  const exitOrders = await workingExits(ledger, positions);
  if (account.mode === 'HALTED') return [...restricted, ...decideProtection({ ...context, exitOrders })];
  const forcedOut = new Map([
    ...marginExits({ account, positions, limits: plan.limits, venue: plan.venue }),
    ...leftBy(session, view),
  ]);
  return [...restricted, ...decideExits({ ...context, exitOrders, forcedOut })];
}

/** The part of it that waits for no close: what is to rest at the venue for these symbols. Where nothing is marked in between, the commands are the same. */
export async function protectionCommands(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
  symbols: ReadonlySet<string>,
): Promise<readonly OrderCommand[]> {
  const { account, session } = view;
  if (session === null || !allowsProtection(account)) return [];
  const positions = new Map([...view.positions].filter(([symbol]) => symbols.has(symbol)));
  const exitOrders = await workingExits(ledger, positions);
  return decideProtection({ plan, sessionId: session.id, positions, closeTime: account.markedAt, exitOrders });
}

/** A session that is paused, in error, or stopped by somebody, adds no exposure: what still works of its entries goes. */
function restrictionOf({ account }: AccountView, { status, stopReason }: Session): string | null {
  const isStopped = status === 'STOPPING' && stopReason !== ENDED;
  return restrictingMode(account) ?? (status === 'PAUSED' || status === 'ERROR' || isStopped ? status : null);
}

/** A session that is to end flat leaves everything. */
function leftBy(
  { flatten, status }: Session,
  { positions }: AccountView,
): readonly (readonly [string, OrderPurpose])[] {
  return status === 'STOPPING' && flatten
    ? [...positions.keys()].map((symbol) => [symbol, 'manual_exit'] as const)
    : [];
}

async function workingExits(ledger: Ledger, positions: AccountView['positions']): Promise<ReadonlyMap<string, Order>> {
  const orders = new Map<string, Order>();
  for (const id of [...positions.values()].flatMap(({ exitOrders }) => [...exitOrders])) {
    const order = await ledger.readOrder(id);
    if (order !== null) orders.set(id, order);
  }
  return orders;
}
