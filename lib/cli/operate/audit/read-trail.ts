import type { auditEntryView, sealView } from '#application/contracts/api/audit-views.ts';
import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import { CHAIN_START, type ChainHead, type Seal } from '#domain/audit/seal.ts';
import type { Operation } from '../operation.ts';

export type AuditEntryBody = ReturnType<typeof auditEntryView>;
export type SealBody = ReturnType<typeof sealView>;

/** `GET /audit`. */
export interface AuditBody {
  readonly items: readonly AuditEntryBody[];
  readonly seals: readonly SealBody[];
  readonly head: ChainHead;
  readonly unsealed: readonly AuditEntryBody[];
  readonly nextCursor: string | null;
}

/** The whole trail, as the API tells it. */
export interface Trail {
  readonly head: ChainHead;
  /** By number. */
  readonly seals: readonly SealBody[];
  readonly entries: readonly AuditEntryBody[];
  readonly unsealed: readonly AuditEntryBody[];
}

const LARGEST_PAGE = '1000';

/** Every page of the trail. The head is that of the last page: seals that come in meanwhile belong to it. */
export async function readTrail(operation: Operation): Promise<Trail> {
  const seals = new Map<number, SealBody>();
  const entries: AuditEntryBody[] = [];
  let head: ChainHead = CHAIN_START;
  let unsealed: readonly AuditEntryBody[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: LARGEST_PAGE, cursor: cursor ?? undefined };
    const page: AuditBody = (await operation.get<AuditBody>('/audit', query)).body;
    for (const seal of page.seals) seals.set(seal.number, seal);
    entries.push(...page.items);
    ({ head, unsealed, nextCursor: cursor } = page);
  } while (cursor !== null);
  return { head, seals: [...seals.values()].sort((a, b) => a.number - b.number), entries, unsealed };
}

export function entryOfBody({ at, seal: _seal, ...fields }: AuditEntryBody): AuditEntry {
  return { ...fields, at: Date.parse(at) };
}

export function sealOfBody({ at, ...fields }: SealBody): Seal {
  return { ...fields, at: Date.parse(at) };
}
