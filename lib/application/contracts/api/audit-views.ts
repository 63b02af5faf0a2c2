import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { Seal } from '#domain/audit/seal.ts';
import { toIso } from '#domain/shared/instant.ts';

/** An entry of the trail. @param seal number of the seal that has it; `null`: it is not sealed yet */
export function auditEntryView(entry: AuditEntry, seal: number | null) {
  const { id, account, at, kind, subject, sessionId, actor, cause, detail } = entry;
  return { id, account, at: toIso(at), kind, subject, sessionId, actor, cause, detail, seal };
}

export function sealView({ account, number, at, previousHash, hash, entries }: Seal) {
  return { account, number, at: toIso(at), previousHash, hash, entries };
}
