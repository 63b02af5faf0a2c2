import type { AccountView } from '#application/ports/ledger.ts';
import { endSession as endAtOnce } from '#application/sessions/finish-stopping.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { workingOrders } from '#application/tracking/working-orders.ts';
import {
  type EmergencyStop,
  enterPhase,
  PHASE_LIMIT,
  unprotectedPositions,
  withTrouble,
} from '#domain/emergency/emergency-stop.ts';
import { snapshotOf } from '#domain/emergency/stop-report.ts';
import type { Order } from '#domain/orders/order.ts';
import { EMERGENCY, type SessionStatus } from '#domain/sessions/session.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { AdvanceOutcome } from './advance-outcome.ts';
import { cancelRound, noteOrders } from './cancel-round.ts';
import { flattenRound } from './flatten-round.ts';
import { reconcileRound } from './reconcile-round.ts';
import { completion } from './stop-completion.ts';
import type { StopDeps, StopRound } from './stop-deps.ts';

const AGAIN: AdvanceOutcome = { kind: 'wait', seconds: 1 };

/**
 * Goes on with an emergency stop by one bounded round, from whatever the last one has left: called again, by one that has died or beside another, it does nothing twice. A
 * phase that does not come to its end is given up after five minutes, and the report says what it left.
 */
export async function advanceStop(deps: StopDeps, id: string): Promise<AdvanceOutcome> {
  const { clock, ledger } = deps;
  const found = await ledger.readStop(id);
  if (found === null || found.phase === 'done') return { kind: 'done' };
  // Its time begins with the first look: the workflow may have come late, and the halt is in by now.
  const begun = found.version === 1 ? { ...found, phaseSince: clock.now() } : found;
  const view = await ledger.readAccount();
  const open = view === null || begun.phase !== 'cancelling' ? [] : await workingOrders(ledger, view);
  const stop = await noteOrders(ledger, begun, open);
  if (stop === null) return AGAIN;
  const { stop: next, wait } = await roundOf(deps, stop, view, open);
  const isDone = next.phase === 'done';
  const final = isDone ? await finish(deps, next, view) : next;
  const outcome = await ledger.commitStop(stop, { ...final, advancedAt: clock.now() });
  return isDone && outcome === 'committed' ? { kind: 'done' } : { kind: 'wait', seconds: Math.ceil(wait / SECOND) };
}

/** Ends the session, unless nobody has asked for that, takes the account's snapshot, and tells. */
async function finish(deps: StopDeps, stop: EmergencyStop, view: AccountView | null): Promise<EmergencyStop> {
  const { clock, ledger } = deps;
  if (stop.trigger === 'request') await endSession(deps, view);
  const last = await ledger.readAccount();
  const positions = [...(last?.positions.values() ?? [])];
  const snapshot = last === null ? null : snapshotOf(last.account, positions, clock.now());
  const final = { ...stop, unprotected: unprotectedPositions(positions), snapshot };
  await ledger.recordRiskEvent(completion(final, clock.now()));
  return final;
}

async function roundOf(
  deps: StopDeps,
  stop: EmergencyStop,
  view: AccountView | null,
  open: readonly Order[],
): Promise<StopRound> {
  const now = deps.clock.now();
  // Before the first session there is no order of this system anywhere.
  if (view === null) return { stop: enterPhase({ ...stop, cancelledAt: now }, 'done', now), wait: 0 };
  if (view.account.mode !== 'HALTED')
    return {
      stop: enterPhase(withTrouble(stop, 'the account was reset before the stop was over'), 'done', now),
      wait: 0,
    };
  const isLate = now - stop.phaseSince > PHASE_LIMIT;
  if (stop.phase === 'cancelling') {
    const round = await cancelRound(deps, stop, view, open);
    const isOver = round.stop.cancelledAt !== null;
    if (!isOver && !isLate) return round;
    const known = isOver
      ? round.stop
      : withTrouble(round.stop, 'orders: not verified at the broker within five minutes');
    return { stop: enterPhase(known, stop.flatten ? 'flattening' : 'reconciling', deps.clock.now()), wait: 0 };
  }
  if (stop.phase === 'reconciling') return reconcileRound(deps, stop, isLate);
  const round = await flattenRound(deps, stop, view);
  if (!round.isFlat && !isLate) return round;
  const known = round.isFlat ? round.stop : withTrouble(round.stop, 'positions: not flat within five minutes');
  return { stop: enterPhase(known, 'reconciling', deps.clock.now()), wait: 0 };
}

const ENDABLE: readonly SessionStatus[] = ['STARTING', 'RUNNING', 'PAUSED', 'STOPPING'];

/** An emergency stop ends its session, too; one that still waits for an order is ended by `track-orders`. */
async function endSession(deps: StopDeps, view: AccountView | null): Promise<void> {
  const session = view?.session;
  if (view === null || session == null) return;
  if (session.status === 'ERROR') await endAtOnce(deps, { ...session, stopReason: EMERGENCY }, view);
  else if (ENDABLE.includes(session.status)) await stopSession(deps, session.id, { reason: EMERGENCY });
}
