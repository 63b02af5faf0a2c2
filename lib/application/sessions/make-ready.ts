import { strangeOrder } from '#application/orders/sent-order.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import type { Survey, Surveyed } from './survey-venue.ts';

export interface MakeReadyDeps {
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'account'>;
}

/** What is to become ready. */
export interface ReadySession {
  readonly id: string;
  /** It leaves the broker's account as it is. */
  readonly isDry: boolean;
}

/**
 * Cancels what works in symbols that are to be adopted, which refuses a dry run, and looks once more, since an order may have filled meanwhile. Both that and what is left alone is told before the session is opened, as a risk event of its id.
 */
export async function makeReady(
  deps: MakeReadyDeps,
  { id: sessionId, isDry }: ReadySession,
  found: Surveyed,
  survey: () => Promise<Survey>,
): Promise<Survey> {
  if (found.ignored !== null) await tell(deps, sessionId, 'ExistingIgnored', found.ignored);
  if (found.orders.length === 0) return found;
  if (isDry) return { kind: 'conflict', reason: dryConflict(found) };
  const text = found.orders.map(({ brokerOrderId, symbol }) => `${brokerOrderId} of ${symbol}`).join(', ');
  await tell(deps, sessionId, 'ExistingOrdersCancelled', text);
  for (const order of found.orders) await deps.broker.cancelOrder(strangeOrder(order));
  const after = await survey();
  if (after.kind === 'conflict' || after.orders.length === 0) return after;
  const left = after.orders.map(({ brokerOrderId }) => brokerOrderId).join(', ');
  return { kind: 'conflict', reason: `orders ${left} stood before and are being cancelled: start the session again` };
}

function dryConflict({ orders }: Surveyed): string {
  const ids = orders.map(({ brokerOrderId }) => brokerOrderId).join(', ');
  return `orders ${ids} stood before, and a dry run cancels nothing: cancel them at the broker, or let session.existing ignore them`;
}

function tell({ clock, ledger, plan }: MakeReadyDeps, id: string, kind: string, what: string): Promise<void> {
  const event = { id: `${kind}#${id}`, account: plan.account, sessionId: id, kind, severity: 'warning' } as const;
  return ledger.recordRiskEvent({ ...event, at: clock.now(), detail: { what: what.slice(0, 1000) } });
}
