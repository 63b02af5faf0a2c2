import type { TradingMode } from '../../accounts/account.ts';
import type { EmergencyStop } from '../../emergency/emergency-stop.ts';
import type { Session } from '../../sessions/session.ts';
import { toIso } from '../../shared/instant.ts';
import type { AuditFact } from '../audit-entry.ts';
import type { AuditedAct, AuditedRiskEvent } from '../ledger-change.ts';
import { inWords } from './words.ts';

/** A session as it stands after a move. */
export function sessionFact(session: Session): AuditFact {
  return {
    kind: 'SessionStateChanged',
    subject: `SESSIONS/${session.id}`,
    sessionId: session.id,
    actor: session.movedBy === null ? 'system' : 'operator',
    cause: session.stopReason ?? session.movedBy ?? 'system',
    detail: inWords({
      status: session.status,
      version: session.version,
      flatten: session.flatten,
      dryRun: session.dryRun,
      movedBy: session.movedBy,
      stopReason: session.stopReason,
      strategies: session.strategies.join(','),
      symbols: session.symbols.join(','),
      configHash: session.configHash,
      totalTrades: session.totalTrades,
      totalPnl: session.totalPnl,
    }),
  };
}

/** What risk found, and, once somebody has dealt with it, who and why. */
export function riskEventFact(event: AuditedRiskEvent): AuditFact {
  const { resolution } = event;
  const subject = `RISK/${event.id}`;
  const told = { event: event.kind, severity: event.severity, at: toIso(event.at) };
  if (resolution !== null) {
    const { by: actor, reason: cause } = resolution;
    return { kind: 'RiskEventResolved', subject, sessionId: event.sessionId, actor, cause, detail: told };
  }
  const actor = event.detail['requestedBy'] ?? 'risk';
  const cause = event.detail['reason'] ?? event.kind;
  return {
    kind: 'RiskEventRecorded',
    subject,
    sessionId: event.sessionId,
    actor,
    cause,
    detail: { ...event.detail, ...told },
  };
}

const STOP_KINDS = {
  cancelling: 'EmergencyStopRequested',
  flattening: 'EmergencyStopFlattening',
  reconciling: 'EmergencyStopReconciling',
  done: 'EmergencyStopCompleted',
} as const;

/** One phase of an emergency stop, whatever its rounds wrote meanwhile; the end with its report. */
export function stopFact(stop: EmergencyStop): AuditFact {
  const isDone = stop.phase === 'done';
  return {
    kind: STOP_KINDS[stop.phase],
    subject: `STOPS/${stop.id}`,
    sessionId: null,
    actor: stop.requestedBy,
    cause: stop.reason,
    detail: inWords({
      haltEpoch: stop.haltEpoch,
      flatten: stop.flatten,
      cancelAll: stop.cancelAll,
      ...(isDone
        ? {
            orders: stop.orders.length,
            report: JSON.stringify([stop.unprotected, stop.troubles]),
            reconciliation: stop.reconciliation?.outcome ?? null,
            equity: stop.snapshot?.equity ?? null,
          }
        : {}),
    }),
  };
}

/** What is allowed on the account from now on. @param sequence of the write that changed it, as a mode has no version */
export function modeFact(
  account: string,
  mode: TradingMode,
  cause: string,
  epoch: number,
  sequence: string,
): AuditFact {
  const detail = { mode, haltEpoch: String(epoch), sequence };
  return {
    kind: 'TradingModeChanged',
    subject: `ACCOUNT/${account}`,
    sessionId: null,
    // Who has lifted it, an operator's own act tells, or a reset.
    actor: mode === 'NORMAL' ? 'system' : cause,
    cause,
    detail,
  };
}

/** An operator's request that was carried out, or denied by risk. */
export function actFact({ subject, sessionId, caller, route, key, status }: AuditedAct): AuditFact {
  const kind = status < 300 ? 'OperatorActed' : 'OperatorRefused';
  return {
    kind,
    subject: `ACTS/${subject}`,
    sessionId,
    actor: caller,
    cause: route,
    detail: { key, status: String(status) },
  };
}

/** A record that is gone, or that nobody can read: the trail goes on, and says so. */
export function strangeRecordFact(kind: 'RecordRemoved' | 'RecordUnreadable', key: string, cause: string): AuditFact {
  return { kind, subject: `RECORD/${key}`, sessionId: null, actor: 'unknown', cause, detail: {} };
}
