import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { Violation } from '#domain/orders/violation.ts';
import type { Session } from '#domain/sessions/session.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** What an operator's orders are made with. */
export interface OperatorDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

/** Strategy of an operator's orders. */
export const OPERATOR = 'operator';

/**
 * What became of an operator's wish. `queued`: it is on its way, judged once more when it is carried out. `denied`: risk refuses it, with every
 * violated rule, and it is recorded. `conflict`: nothing can be done in the present state. `invalid`: the request makes no sense here.
 */
export type RequestOutcome =
  | { readonly kind: 'queued'; readonly clientOrderId: string }
  | { readonly kind: 'denied'; readonly intent: OrderIntent; readonly violations: readonly Violation[] }
  | { readonly kind: 'not_found' | 'conflict' | 'invalid'; readonly reason: string };

/** An account with the session that holds it. */
export type HeldAccount = AccountView & { readonly session: Session };

/** @returns `null` when no session holds the account. */
export function heldAccount(view: AccountView | null): HeldAccount | null {
  return view?.session == null ? null : { ...view, session: view.session };
}

export const NO_SESSION: RequestOutcome = {
  kind: 'conflict',
  reason: 'no session holds the account: start one, orders by hand go through its limits too',
};
