import type { AuditTrail } from '#application/ports/audit-trail.ts';
import { entryOfChange } from '#domain/audit/entry-of-change.ts';
import type { RecordedChange } from '#domain/audit/ledger-change.ts';

/** How many entries are written side by side. */
const AT_ONCE = 10;

/**
 * Writes an entry for every change. Told again, in part or in another order, it writes the same entries: each is put once.
 *
 * @returns how many changes were told
 */
export async function recordChanges(trail: AuditTrail, changes: readonly RecordedChange[]): Promise<number> {
  const entries = changes.filter((change) => !isInTime(change)).map(entryOfChange);
  for (let start = 0; start < entries.length; start += AT_ONCE)
    await Promise.all(entries.slice(start, start + AT_ONCE).map((entry) => trail.record(entry)));
  return entries.length;
}

/** A record that went when its time had come is no event; one that went before is. */
function isInTime({ at, change }: RecordedChange): boolean {
  return change.kind === 'removed' && change.ttl !== null && change.ttl <= at;
}
