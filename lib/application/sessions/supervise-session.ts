import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { Session, SessionFault } from '#domain/sessions/session.ts';
import { failSession, restartSession } from '#domain/sessions/session-transitions.ts';
import { MINUTE, toIso } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

export interface SuperviseSessionDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'autoRestart'>;
}

/** A running session that cannot read a single bar for longer is in ERROR: its entries would be judged by nothing. */
const LONGEST_WITHOUT_DATA = 10 * MINUTE;
/** By itself. What comes back a second time wants a person. */
const MOST_RESTARTS = 1;

/**
 * Puts a running session whose bars cannot be read for ten minutes into ERROR, and brings it back, once, as soon as they can. Whoever loses to another
 * write leaves it to the next tick.
 *
 * @param hasData some symbol's bars could be read
 */
export async function superviseSession(deps: SuperviseSessionDeps, session: Session, hasData: boolean): Promise<void> {
  const { clock, ledger, plan } = deps;
  const now = clock.now();
  const { failingSince, fault, restarts } = session;
  if (hasData) {
    if (fault === 'market_data' && plan.autoRestart && restarts < MOST_RESTARTS) await bringBack(deps, session);
    else if (failingSince !== null && fault === null) await ledger.commitSession(session, next(session, null));
    return;
  }
  if (session.status !== 'RUNNING') return;
  if (failingSince === null) await ledger.commitSession(session, next(session, now));
  else if (now - failingSince >= LONGEST_WITHOUT_DATA)
    await putInError(deps, session, 'market_data', `no bar could be read since ${toIso(failingSince)}`);
}

function next(session: Session, failingSince: number | null): Session {
  return { ...session, version: session.version + 1, failingSince };
}

/** Puts a session into ERROR, with a critical risk event that says why: no entry any more, exits go on, the account stays its own until a reset. */
export async function putInError(
  { clock, ledger }: Pick<SuperviseSessionDeps, 'clock' | 'ledger'>,
  session: Session,
  fault: SessionFault,
  reason: string,
): Promise<void> {
  const failed = failSession(session, fault, reason, clock.now());
  if (failed === null) return;
  await tellFailure(ledger, failed, fault, reason, clock.now());
  await ledger.commitSession(session, failed);
}

async function bringBack({ clock, ledger }: SuperviseSessionDeps, session: Session): Promise<void> {
  const running = restartSession(session);
  const detail = { after: session.stopReason ?? 'no reason', restarts: String(running.restarts) };
  await tell(ledger, running, 'SessionRestarted', 'warning', clock.now(), detail);
  await ledger.commitSession(session, running);
}

/** The critical risk event of a session that has come to be in ERROR. */
export function tellFailure(
  ledger: Ledger,
  failed: Session,
  fault: SessionFault,
  reason: string,
  at: number,
): Promise<void> {
  return tell(ledger, failed, 'SessionFailed', 'critical', at, { fault, reason });
}

/** By the version that it is of, so that a repeat tells the same. */
function tell(
  ledger: Ledger,
  { account, id, version }: Session,
  kind: string,
  severity: 'warning' | 'critical',
  at: number,
  detail: Readonly<Record<string, string>>,
): Promise<void> {
  return ledger.recordRiskEvent({ id: `${kind}#${id}#${version}`, account, sessionId: id, kind, severity, at, detail });
}
