import { sentOrder, strangeOrder } from '#application/orders/sent-order.ts';
import type { ApplyFillOutcome } from '#application/ports/ledger.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { type CashAdjustment, nextAdjustment } from '#domain/reconciliation/adjustment.ts';
import { declareCash, declareFill } from '#domain/reconciliation/declare.ts';
import { type Drift, isConcern, keyOf } from '#domain/reconciliation/drift.ts';
import type { Comparison } from '#domain/reconciliation/find-drifts.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import type { Reading } from './read-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type Read = Extract<Reading, { kind: 'read' }>;

/**
 * Takes one step towards agreement: cancels the orders that are not ours, or declares one difference, over exactly the rows that it was found in. Repeated, or raced, it declares nothing twice.
 *
 * @returns why nothing more can be done; empty: the next look tells what is left
 */
export async function applyAdjustment(
  deps: ReconcileDeps,
  reconciliation: Reconciliation,
  reading: Read,
  comparison: Comparison,
): Promise<readonly string[]> {
  const orphans = comparison.drifts.filter(({ kind }) => kind === 'orphan_order');
  if (orphans.length > 0) {
    await cancelOrphans(deps, reading, orphans);
    return [];
  }
  const at = deps.clock.now();
  const sequence = (await deps.ledger.listFills(null)).at(-1)?.sequence ?? '';
  const next = nextAdjustment(comparison, reading.facts, { reconciliationId: reconciliation.id, at, sequence });
  if (next === null)
    return comparison.drifts.filter(isConcern).map((drift) => `${keyOf(drift)}: it cannot be declared`);
  if (next.kind === 'not_possible') return next.reasons;
  if (next.kind === 'cash') await putCash(deps, reading, next.adjustment);
  else await putFill(deps, reading, next.fill);
  return [];
}

async function cancelOrphans({ broker }: ReconcileDeps, { facts }: Read, orphans: readonly Drift[]): Promise<void> {
  for (const { subject } of orphans) {
    const venue = facts.listed.find((one) => one.venue.brokerOrderId === subject)?.venue;
    if (venue === undefined) continue;
    const own = facts.listed.find((one) => one.venue === venue)?.order ?? null;
    const { brokerOrderId } = venue;
    await broker.cancelOrder(own === null ? strangeOrder(venue) : { ...sentOrder(own), brokerOrderId });
  }
}

function putFill(deps: ReconcileDeps, { facts, view }: Read, entry: Fill): Promise<ApplyFillOutcome> {
  const { venue } = sessionSteps(deps.plan, view.session);
  const before = { account: facts.account, position: facts.positions.get(entry.symbol) ?? emptyPosition(entry.symbol) };
  const after = declareFill(before, entry, entry.time, stepsOf(venue, entry.symbol).lot);
  return deps.ledger.applyFill({
    fill: after.fill,
    order: null,
    position: { before: before.position, after: after.position },
    account: { before: before.account, after: after.account },
    trade: after.trade,
    riskEvent: null,
  });
}

function putCash({ ledger }: ReconcileDeps, { facts }: Read, adjustment: CashAdjustment): Promise<ApplyFillOutcome> {
  const before = facts.account;
  return ledger.declareCash(adjustment, { before, after: declareCash(before, adjustment.amount) });
}
