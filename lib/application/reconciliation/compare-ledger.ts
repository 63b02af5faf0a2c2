import { sessionSteps } from '#application/sessions/session-steps.ts';
import { type Comparison, findDrifts } from '#domain/reconciliation/find-drifts.ts';
import { noteDrifts } from '#domain/reconciliation/note-drifts.ts';
import { type Reconciliation, readFrom } from '#domain/reconciliation/reconciliation.ts';
import { DAY } from '#domain/shared/instant.ts';
import { type Reading, readFacts } from './read-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** What one look has seen, what differs, and the record with that noted. */
export interface Compared {
  readonly kind: 'compared';
  readonly reading: Extract<Reading, { kind: 'read' }>;
  readonly comparison: Comparison;
  readonly noted: Reconciliation;
}

/** Asks the broker, and compares what it says with the ledger. */
export async function compareLedger(
  deps: ReconcileDeps,
  found: Reconciliation,
): Promise<Compared | Extract<Reading, { kind: 'unanswered' }>> {
  const { before, known } = await earlier(deps, found);
  const reading = await readFacts(deps, before);
  if (reading.kind === 'unanswered') return reading;
  const { session } = reading.view;
  const { venue } = sessionSteps(deps.plan, session);
  const { exits, symbols } = deps.plan;
  const { cashTolerance } = deps.reconciliation;
  const { isOnOurClock } = deps.broker.capabilities;
  const rules = { venue, exits, symbols, traded: session?.symbols ?? [], cashTolerance, isOnOurClock };
  const comparison = findDrifts(reading.facts, rules, deps.clock.now(), known);
  const fillCursor = before ?? reading.facts.account.fillCursor;
  const { fees, missed } = comparison.settled;
  const readTo = missed.length === 0 && fees.length === 0 ? reading.cursor : null;
  const noted = { ...noteDrifts(found, comparison.drifts), fillCursor, readTo };
  return { kind: 'compared', reading, comparison, noted };
}

/** Where the last one has ended, and what it has left. */
async function earlier({ ledger }: ReconcileDeps, found: Reconciliation) {
  const list = await ledger.listReconciliations(found.requestedAt - DAY);
  const concluded = list.filter(
    ({ id, outcome, phase }) => id < found.id && phase === 'done' && outcome !== 'unanswered',
  );
  const known = concluded[0]?.drifts.filter(({ resolution }) => resolution === 'open') ?? [];
  return { before: readFrom(concluded, found.requestedAt), known: [...known, ...found.drifts] };
}
