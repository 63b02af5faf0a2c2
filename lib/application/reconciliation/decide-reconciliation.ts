import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';

export type DecideOutcome =
  | { readonly kind: 'decided'; readonly reconciliation: Reconciliation }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'conflict'; readonly reason: string };

/** Its workflow looks at it meanwhile, and each look is a new version. */
const MAX_RACES = 5;

/** An operator's word on the differences that wait for it. The first word stands; the same one again is no conflict. */
export async function decideReconciliation(
  { clock, ledger }: { readonly ledger: Ledger; readonly clock: Clock },
  id: string,
  verdict: 'approved' | 'denied',
  by: string,
): Promise<DecideOutcome> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const found = await ledger.readReconciliation(id);
    if (found === null) return { kind: 'not_found' };
    if (found.decision?.verdict === verdict) return { kind: 'decided', reconciliation: found };
    if (found.phase !== 'waiting' || found.decision !== null)
      return { kind: 'conflict', reason: `reconciliation ${id} is ${found.phase}: nothing waits for a decision` };
    const decided = { ...found, decision: { verdict, by, at: clock.now() } };
    if ((await ledger.commitReconciliation(found, decided)) === 'committed')
      return { kind: 'decided', reconciliation: { ...decided, version: found.version + 1 } };
  }
  return { kind: 'conflict', reason: `reconciliation ${id} kept changing: read it, and try again` };
}
