import { toIso } from '../../shared/instant.ts';
import type { SignalRecord } from '../../signals/signal-record.ts';
import type { AuditFact } from '../audit-entry.ts';
import { inWords } from './words.ts';

/** A signal with what was decided of it; what became of its order, the order's own entries tell. */
export function signalFact({ decision, ...signal }: SignalRecord): AuditFact {
  return {
    kind: decision.kind === 'denied' ? 'SignalDenied' : 'SignalGenerated',
    subject: `SIGNALS/${signal.id}`,
    sessionId: signal.sessionId,
    actor: signal.strategy,
    cause: decision.kind === 'denied' ? decision.cause : signal.reason,
    detail: inWords({
      source: signal.source,
      symbol: signal.symbol,
      signal: signal.action,
      strength: signal.strength,
      reason: signal.reason,
      time: toIso(signal.time),
      decision: decision.kind,
      clientOrderId: decision.kind === 'ordered' ? decision.clientOrderId : null,
      why: decision.kind === 'denied' ? decision.detail : null,
    }),
  };
}
