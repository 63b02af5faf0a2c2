import { createHash } from 'node:crypto';
import { canonicalJson } from '#application/contracts/canonical-json.ts';
import type { RecordedRiskEvent, RiskEvent } from '#application/ports/ledger.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import { RUNGS } from '#domain/promotion/rung.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';

/** Evidence of another environment, and who has brought it. */
export interface CarriedEvidence extends Evidence {
  readonly carriedBy: string;
  readonly carriedAt: Instant;
}

const KIND = 'PromotionEvidence';

/** As it is kept, among the risk events; the same evidence is the same event. */
export function evidenceEvent(account: string, by: string, now: Instant, evidence: Evidence): RiskEvent {
  const { at, days, lastDay, strategy, unresolved, ...source } = evidence;
  const told = {
    ...source,
    strategy,
    days: String(days),
    lastDay: lastDay ?? 'none',
    unresolved: unresolved ?? 'none',
    takenAt: toIso(at),
  };
  const digest = createHash('sha256').update(canonicalJson(told)).digest('hex').slice(0, 32);
  const detail = { ...told, requestedBy: by };
  return { id: `${KIND}#${digest}`, account, sessionId: null, kind: KIND, severity: 'info', at: now, detail };
}

/** The newest of each source: what was good on Monday may not be on Tuesday. */
export function carriedEvidence(events: readonly RecordedRiskEvent[]): readonly CarriedEvidence[] {
  const newest = new Map<string, CarriedEvidence>();
  for (const event of events) {
    const one = event.kind === KIND ? evidenceOf(event) : null;
    if (one === null) continue;
    const key = JSON.stringify([one.environment, one.account, one.rung, one.fingerprint]);
    if ((newest.get(key)?.at ?? 0) <= one.at) newest.set(key, one);
  }
  return [...newest.values()];
}

/** `null`: not as this program writes it, so it shows nothing. */
function evidenceOf({ at: carriedAt, detail }: RecordedRiskEvent): CarriedEvidence | null {
  const rung = RUNGS.find((one) => one === detail['rung']);
  const [days, at] = [Number(detail['days']), Date.parse(detail['takenAt'] ?? '')];
  if (rung === undefined || !Number.isSafeInteger(days) || Number.isNaN(at)) return null;
  const text = (name: string): string => detail[name] ?? 'unknown';
  const orNull = (name: string): string | null => (text(name) === 'none' ? null : text(name));
  return {
    environment: text('environment'),
    account: text('account'),
    rung,
    strategy: text('strategy'),
    fingerprint: text('fingerprint'),
    days,
    lastDay: orNull('lastDay'),
    unresolved: orNull('unresolved'),
    at,
    carriedBy: text('requestedBy'),
    carriedAt,
  };
}
