import { type AuditTrail, SEAL_SIZE } from '#application/ports/audit-trail.ts';
import type { Clock } from '#application/ports/clock.ts';
import { type Seal, sealEntries } from '#domain/audit/seal.ts';

export interface SealAuditDeps {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly account: string;
}

/** At most so many seals a tick: what is left has the next one. */
const MOST_SEALS = 20;

/**
 * Seals what is not sealed yet, in as many links as it takes. Each is one transaction over the head that was read: of two sealers, one loses and goes home, its
 * entries are the other's.
 *
 * @returns the seals that were put, in their order
 */
export async function sealAudit({ audit, clock, account }: SealAuditDeps): Promise<readonly Seal[]> {
  const unsealed = await audit.listUnsealed();
  if (unsealed.length === 0) return [];
  const seals: Seal[] = [];
  let head = await audit.readHead();
  while (seals.length < MOST_SEALS) {
    const start = seals.length * SEAL_SIZE;
    const entries = unsealed.slice(start, start + SEAL_SIZE);
    if (entries.length === 0) break;
    const seal = sealEntries(account, head, entries, clock.now());
    if ((await audit.seal(head, seal)) === 'changed') break;
    seals.push(seal);
    head = { number: seal.number, hash: seal.hash };
  }
  return seals;
}
