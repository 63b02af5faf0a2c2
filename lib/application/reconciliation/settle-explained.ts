import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { adoptVenueOrder } from '#application/tracking/resolve-order.ts';
import { hasEnded } from '#domain/reconciliation/find-drifts.ts';
import type { Settled } from '#domain/reconciliation/settle-fills.ts';
import type { Reading } from './read-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type Read = Extract<Reading, { kind: 'read' }>;

/**
 * Brings into the ledger what the broker has evidence of, by the ways that it always takes: fills, the end of orders, an order that was taken for absent. In any mode but the one that
 * only warns, since a fill is money.
 *
 * @returns whether there was anything
 */
export async function settleExplained(
  deps: ReconcileDeps,
  { facts, venueFills }: Read,
  settled: Settled,
): Promise<boolean> {
  let isNews = false;
  const missed = new Set(settled.missed.map(({ listed: { fill } }) => `${fill.symbol}#${fill.id}`));
  for (const fill of venueFills.filter(({ id, symbol }) => missed.has(`${symbol}#${id}`))) {
    isNews = true;
    await applyVenueFill(deps, fill);
  }
  for (const one of facts.unlisted) {
    if (one.venue === null || !hasEnded(one, settled)) continue;
    isNews = true;
    await adoptVenueOrder(deps, one.order, one.venue);
  }
  for (const { order, venue } of facts.listed) {
    if (order?.state !== 'FAILED') continue;
    isNews = true;
    await adoptVenueOrder(deps, order, venue);
  }
  return isNews;
}
