import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { hasUnprotectiveOrders } from '#application/tracking/has-working-orders.ts';
import { keyOf } from '#domain/reconciliation/drift.ts';
import { openDrifts } from '#domain/reconciliation/reconciliation.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';

export interface ResetStopDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
}

export interface ResetRequest {
  readonly reason: string;
  readonly requestedBy: string;
  /** In spite of what stands against it; that is written down, too. */
  readonly force: boolean;
}

export type ResetOutcome = { readonly kind: 'reset' } | { readonly kind: 'conflict'; readonly reason: string };

/**
 * Lifts a halt: the one way back to trading, an act of its own, written down with who and why before it is done. Refused while a stop is under way, an order may
 * still work or be somewhere, or ledger and broker disagree.
 */
export async function resetStop({ ledger, clock }: ResetStopDeps, request: ResetRequest): Promise<ResetOutcome> {
  const view = await ledger.readAccount();
  if (view === null || view.account.mode !== 'HALTED')
    return {
      kind: 'conflict',
      reason: `the account is ${view?.account.mode ?? 'not there yet'}, expected HALTED: nothing is to be reset`,
    };
  const { account } = view;
  const objection = await objectionTo(ledger, view, clock.now());
  if (objection !== null && !request.force) return { kind: 'conflict', reason: objection };
  const { reason, requestedBy } = request;
  await ledger.recordRiskEvent({
    id: `EmergencyStopReset#${account.haltEpoch}#${clock.now()}`,
    account: account.account,
    sessionId: null,
    kind: 'EmergencyStopReset',
    severity: 'warning',
    at: clock.now(),
    detail: { reason, requestedBy, inSpiteOf: objection ?? 'nothing' },
  });
  const moved = await ledger.moveMode(account, { mode: 'NORMAL', modeCause: null });
  if (moved === 'committed') return { kind: 'reset' };
  return { kind: 'conflict', reason: 'the account was halted again meanwhile: read why, and reset that' };
}

async function objectionTo(ledger: Ledger, view: AccountView, now: Instant): Promise<string | null> {
  const running = (await ledger.listStops()).find(({ phase }) => phase !== 'done');
  if (running !== undefined) return `emergency stop ${running.id} is ${running.phase}: wait until it is done`;
  const locked = [...view.positions.values()].find(({ lock }) => lock !== null);
  if (locked !== undefined) return `the outcome of order ${locked.lock} (${locked.symbol}) is unknown`;
  if (await hasUnprotectiveOrders(ledger, view)) return 'orders still work: see GET /orders?state=open';
  return driftLeft(ledger, now);
}

/** By the last reconciliation that came to a conclusion. */
async function driftLeft(ledger: Ledger, now: Instant): Promise<string | null> {
  const list = await ledger.listReconciliations(now - DAY);
  const last = list.find(({ outcome, phase }) => phase === 'done' && outcome !== 'unanswered');
  const left = last === undefined ? [] : openDrifts(last);
  if (last === undefined || left.length === 0) return null;
  return `reconciliation ${last.id} has left drift: ${left.slice(0, 5).map(keyOf).join(', ')}`;
}
