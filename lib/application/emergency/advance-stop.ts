import type { AccountView, RiskEvent } from '#application/ports/ledger.ts';
import { endSession as endAtOnce } from '#application/sessions/finish-stopping.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import {
  type EmergencyStop,
  enterPhase,
  PHASE_LIMIT,
  unprotectedPositions,
  withTrouble,
} from '#domain/emergency/emergency-stop.ts';
import type { Order } from '#domain/orders/order.ts';
import { EMERGENCY, type SessionStatus } from '#domain/sessions/session.ts';
import { SECOND, toIso } from '#domain/shared/instant.ts';
import { cancelRound, noteOrders, workingOrders } from './cancel-round.ts';
import { flattenRound } from './flatten-round.ts';
import type { StopDeps, StopRound } from './stop-deps.ts';

/** What the workflow does next. */
export type AdvanceOutcome = { readonly kind: 'wait'; readonly seconds: number } | { readonly kind: 'done' };

const AGAIN: AdvanceOutcome = { kind: 'wait', seconds: 1 };

/**
 * Goes on with an emergency stop by one bounded round, from whatever the last one has left: called again, by one that has died or beside another, it does nothing twice. A
 * phase that does not come to its end is given up after five minutes, and the report says what it left.
 */
export async function advanceStop(deps: StopDeps, id: string): Promise<AdvanceOutcome> {
  const { clock, ledger } = deps;
  const found = await ledger.readStop(id);
  if (found === null || found.phase === 'done') return { kind: 'done' };
  const view = await ledger.readAccount();
  const open = view === null || found.phase !== 'cancelling' ? [] : await workingOrders(ledger, view);
  const stop = await noteOrders(ledger, found, open);
  if (stop === null) return AGAIN;
  const { stop: next, wait } = await roundOf(deps, stop, view, open);
  const isDone = next.phase === 'done';
  const advancedAt = clock.now();
  if (isDone) await endSession(deps, view);
  const final = isDone
    ? { ...next, advancedAt, unprotected: unprotectedPositions(await positionsOf(deps)) }
    : { ...next, advancedAt };
  if (isDone) await ledger.recordRiskEvent(completion(final, clock.now()));
  const outcome = await ledger.commitStop(stop, final);
  return isDone && outcome === 'committed' ? { kind: 'done' } : { kind: 'wait', seconds: Math.ceil(wait / SECOND) };
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
    return { stop: enterPhase(known, stop.flatten ? 'flattening' : 'done', deps.clock.now()), wait: 0 };
  }
  const round = await flattenRound(deps, stop, view);
  if (!round.isFlat && !isLate) return round;
  const known = round.isFlat ? round.stop : withTrouble(round.stop, 'positions: not flat within five minutes');
  return { stop: enterPhase(known, 'done', deps.clock.now()), wait: 0 };
}

const ENDABLE: readonly SessionStatus[] = ['STARTING', 'RUNNING', 'PAUSED', 'STOPPING'];

/** An emergency stop ends its session, too; one that still waits for an order is ended by `track-orders`. */
async function endSession(deps: StopDeps, view: AccountView | null): Promise<void> {
  const session = view?.session;
  if (view === null || session == null) return;
  if (session.status === 'ERROR') await endAtOnce(deps, { ...session, stopReason: EMERGENCY }, view);
  else if (ENDABLE.includes(session.status)) await stopSession(deps, session.id, { reason: EMERGENCY });
}

async function positionsOf({ ledger }: StopDeps) {
  return (await ledger.readAccount())?.positions.values() ?? [];
}

function completion(stop: EmergencyStop, at: number): RiskEvent {
  const { account, cancelledAt, id, orders, reason, requestedAt, requestedBy, troubles, unprotected } = stop;
  const seconds = cancelledAt === null ? 'not verified' : String((cancelledAt - requestedAt) / SECOND);
  return {
    id: `EmergencyStopCompleted#${id}`,
    account,
    sessionId: null,
    kind: 'EmergencyStopCompleted',
    severity: 'critical',
    at,
    detail: {
      stopId: id,
      reason,
      requestedBy,
      requestedAt: toIso(requestedAt),
      secondsToLastCancel: seconds,
      orders: String(orders.length),
      unprotected: unprotected.map(({ symbol, quantity }) => `${symbol} ${quantity.toFixed()}`).join(', ') || 'none',
      troubles: troubles.join('; ').slice(0, 1000) || 'none',
    },
  };
}
