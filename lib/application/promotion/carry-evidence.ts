import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import { MINUTE, toIso } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { evidenceEvent } from './carried-evidence.ts';

export interface CarryEvidenceDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'account' | 'environment'>;
}

export type CarryOutcome =
  | { readonly kind: 'recorded'; readonly count: number }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The local cloud's environment: its days are replayed, or of bundled bars. */
const LOCAL = 'local';
/** That clocks may differ by. */
const SKEW = MINUTE;

/** Writes down what another environment has shown, with who brought it: all of it, or, where a part cannot be, nothing. */
export async function carryEvidence(
  { clock, ledger, plan }: CarryEvidenceDeps,
  evidence: readonly Evidence[],
  by: string,
): Promise<CarryOutcome> {
  const now = clock.now();
  for (const one of evidence) {
    const fault = faultOf(one, plan, now);
    if (fault !== null) return { kind: 'invalid', reason: fault };
  }
  for (const one of evidence) await ledger.recordRiskEvent(evidenceEvent(plan.account, by, now, one));
  return { kind: 'recorded', count: evidence.length };
}

function faultOf(
  { account, at, environment, lastDay }: Evidence,
  plan: CarryEvidenceDeps['plan'],
  now: number,
): string | null {
  if (environment === LOCAL)
    return 'evidence: received that of a local cloud, where days are replayed; expected that of a deployed environment';
  if (environment === plan.environment && account === plan.account)
    return `evidence: received that of ${environment}/${account} itself, whose ledger is read anyway; expected that of another account`;
  if (at > now + SKEW) return `evidence: taken at ${toIso(at)}, expected a time before ${toIso(now)}`;
  if (lastDay !== null && !(Date.parse(lastDay) < at))
    return `evidence: last day ${lastDay}, expected one before ${toIso(at)}`;
  return null;
}
