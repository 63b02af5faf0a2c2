import type { AdvanceOutcome } from '#application/emergency/advance-outcome.ts';
import { type Drift, isConcern, isExplained, isSameDrift, keyOf } from '#domain/reconciliation/drift.ts';
import {
  CONFIRMATION,
  enterPhase,
  finish,
  LOOK_LIMIT,
  openDrifts,
  type Reconciliation,
  TRACKED,
  withTroubles,
} from '#domain/reconciliation/reconciliation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { applyAdjustment } from './apply-adjustment.ts';
import { bookFractions } from './book-fractions.ts';
import { bookMovements } from './book-movements.ts';
import { type Compared, compareLedger } from './compare-ledger.ts';
import { haltTrading, releaseTrading, restrictTrading } from './move-trading.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { repairReservations } from './repair-reservations.ts';
import { reportDrifts, reportEnd } from './report-reconciliation.ts';
import { settleExplained } from './settle-explained.ts';
import { settleSession } from './settle-session.ts';

/** What a round has made of it, and how long to wait before the next one, milliseconds. */
interface Round {
  readonly next: Reconciliation;
  readonly wait: number;
}

/** Between two looks at what was not answered, or has just been changed; and at whether an operator has decided. */
const [PAUSE, APPROVAL_PAUSE] = [5 * SECOND, 30 * SECOND];
/** Before the broker is asked whether an order that was to be cancelled is gone. */
const CANCEL_PAUSE = 2 * SECOND;

/**
 * Goes on with a reconciliation by one bounded round, from whatever the last one has left: called again, by one that has died or beside another, it does nothing twice. What is found is written down before
 * anything is done about it. A question that was not answered concludes nothing.
 */
export async function advanceReconciliation(deps: ReconcileDeps, id: string): Promise<AdvanceOutcome> {
  const { clock, ledger } = deps;
  const found = await ledger.readReconciliation(id);
  if (found === null) return { kind: 'done' };
  if (found.phase === 'done') {
    await settleSession(deps, found);
    return { kind: 'done' };
  }
  // Its time begins with the first look, not with the request.
  const begun = found.advancedAt === null ? { ...found, phaseSince: clock.now() } : found;
  const { next, wait } = begun.phase === 'waiting' ? await awaitDecision(deps, begun) : await look(deps, begun);
  const isDone = next.phase === 'done';
  if (isDone) await reportEnd(deps, next);
  const outcome = await ledger.commitReconciliation(found, { ...next, advancedAt: clock.now() });
  if (!isDone || outcome === 'changed') return { kind: 'wait', seconds: Math.ceil(wait / SECOND) };
  await settleSession(deps, next);
  return { kind: 'done' };
}

async function awaitDecision(deps: ReconcileDeps, found: Reconciliation): Promise<Round> {
  const now = deps.clock.now();
  const deadline = found.phaseSince + deps.reconciliation.approvalTimeout;
  if (found.decision === null && now < deadline) return { next: found, wait: Math.min(APPROVAL_PAUSE, deadline - now) };
  // What nobody has decided may be over by itself.
  const agreed = found.decision === null ? await agreement(deps, found) : null;
  if (agreed !== null) return agreed;
  // Written down before anything follows from it: somebody may decide at the last moment.
  if (found.decision === null)
    return { next: { ...found, decision: { verdict: 'timed_out', by: 'the clock', at: now } }, wait: 0 };
  if (found.decision.verdict === 'approved') return { next: enterPhase(found, 'adjusting', now), wait: 0 };
  await haltTrading(deps);
  return { next: finish(found, 'halted', now), wait: 0 };
}

/** `null`: something still differs, or was not answered. */
async function agreement(deps: ReconcileDeps, found: Reconciliation): Promise<Round | null> {
  const compared = await compareLedger(deps, found);
  if (compared.kind === 'unanswered') return null;
  const { comparison, noted, reading } = compared;
  if (comparison.pending.length > 0 || comparison.drifts.some(isConcern)) return null;
  return agree(deps, noted, reading.cursor);
}

async function look(deps: ReconcileDeps, found: Reconciliation): Promise<Round> {
  const compared = await compareLedger(deps, found);
  if (compared.kind === 'unanswered') return giveUp(deps, found, compared.reasons);
  const { comparison, noted, reading } = compared;
  if (await repairReservations(deps, reading, found.id)) return giveUp(deps, noted, []);
  if (found.mode !== 'WARN_ONLY') {
    const settled = await settle(deps, found, compared);
    if (settled !== null) return settled;
    if (await bookFractions(deps, reading, comparison.settled)) return { next: noted, wait: 0 };
    const booked = await bookMovements(deps, reading, comparison);
    if (booked.kind === 'unanswered') return giveUp(deps, noted, [booked.reason]);
    if (booked.kind === 'booked') return { next: noted, wait: 0 };
  }
  if (comparison.pending.length > 0) return giveUp(deps, noted, comparison.pending);
  return conclude(deps, found, compared);
}

/** `null`: there was nothing that the broker has evidence of. */
async function settle(
  deps: ReconcileDeps,
  found: Reconciliation,
  { comparison, noted, reading }: Compared,
): Promise<Round | null> {
  const isWritten = noted.drifts.every((drift) => found.drifts.some((one) => keyOf(one) === keyOf(drift)));
  if (!isWritten) return { next: noted, wait: 0 };
  return (await settleExplained(deps, reading, comparison.settled)) ? { next: noted, wait: 0 } : null;
}

/** After a while; until then the same is asked again. */
async function giveUp(deps: ReconcileDeps, found: Reconciliation, reasons: readonly string[]): Promise<Round> {
  const now = deps.clock.now();
  const next = withTroubles({ ...found, suspectedAt: null }, reasons);
  if (now - found.phaseSince <= LOOK_LIMIT) return { next, wait: PAUSE };
  if (found.phase === 'adjusting') await restrictTrading(deps);
  return { next: finish(next, 'unanswered', now), wait: 0 };
}

async function conclude(deps: ReconcileDeps, found: Reconciliation, compared: Compared): Promise<Round> {
  const { comparison, noted, reading } = compared;
  const now = deps.clock.now();
  const open = comparison.drifts.filter(isConcern);
  if (open.length === 0) return agree(deps, noted, reading.cursor);
  if (noted.phase === 'adjusting') return adjust(deps, found, compared);
  const isSame = noted.suspectedAt !== null && isSameSet(open, openDrifts(found));
  const since = isSame && noted.suspectedAt !== null ? noted.suspectedAt : now;
  const suspected = { ...noted, suspectedAt: since };
  const needed = open.some(isExplained) ? TRACKED : CONFIRMATION;
  if (now - since < needed) {
    const isLate = now - found.phaseSince > LOOK_LIMIT;
    if (isLate) return giveUp(deps, suspected, ['what differs kept changing']);
    return { next: suspected, wait: Math.min(CONFIRMATION, needed - (now - since)) };
  }
  return decide(deps, suspected);
}

function isSameSet(open: readonly Drift[], before: readonly Drift[]): boolean {
  return open.length === before.length && open.every((drift) => before.some((one) => isSameDrift(drift, one)));
}

async function agree(deps: ReconcileDeps, noted: Reconciliation, cursor: string | null): Promise<Round> {
  const wasOff = noted.drifts.some(({ resolution }) => resolution !== 'open' && resolution !== 'gone');
  await reportDrifts(deps, noted);
  await releaseTrading(deps);
  const next = { ...noted, fillCursor: cursor };
  return { next: finish(next, wasOff ? 'resolved' : 'agreed', deps.clock.now()), wait: 0 };
}

/** The differences stand, and the mode says what becomes of them. */
async function decide(deps: ReconcileDeps, confirmed: Reconciliation): Promise<Round> {
  const now = deps.clock.now();
  await reportDrifts(deps, confirmed);
  switch (confirmed.mode) {
    case 'WARN_ONLY':
      return { next: finish(confirmed, 'drift', now), wait: 0 };
    case 'HALT_ON_MISMATCH':
      await haltTrading(deps);
      return { next: finish(confirmed, 'halted', now), wait: 0 };
    case 'AUTO_ADJUST':
      return { next: enterPhase(confirmed, 'adjusting', now), wait: 0 };
    case 'MANUAL_APPROVAL':
      await restrictTrading(deps);
      return { next: enterPhase(confirmed, 'waiting', now), wait: 0 };
  }
}

/** Only what was confirmed, or approved, is declared; but for cash, which moves with what has been declared before. */
async function adjust(
  deps: ReconcileDeps,
  found: Reconciliation,
  { comparison, noted, reading }: Compared,
): Promise<Round> {
  const now = deps.clock.now();
  const open = comparison.drifts.filter(isConcern);
  const isStranger = (drift: Drift): boolean =>
    drift.kind !== 'wrong_cash' && !found.drifts.some((one) => isSameDrift(one, drift));
  const strangers = open.filter(isStranger).map((drift) => `${keyOf(drift)}: not what was to be declared`);
  const isLate = now - found.phaseSince > LOOK_LIMIT;
  const troubles = strangers.length > 0 || isLate ? strangers : await applyAdjustment(deps, noted, reading, comparison);
  const isCancelling = open.some(({ kind }) => kind === 'orphan_order');
  if (troubles.length === 0 && !isLate) return { next: noted, wait: isCancelling ? CANCEL_PAUSE : 0 };
  await restrictTrading(deps);
  return { next: finish(withTroubles(noted, troubles), 'drift', now), wait: 0 };
}
