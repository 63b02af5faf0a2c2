import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { ChainHead, Seal } from '#domain/audit/seal.ts';
import type { CommitOutcome } from './ledger.ts';

/** Most entries that one seal takes. */
export const SEAL_SIZE = 98;

/** The audit trail of one account: entries that are written once, and the chain of seals over them. I/O failures throw. */
export interface AuditTrail {
  /** Puts an entry unless its id is there: then the first one stays. */
  record(entry: AuditEntry): Promise<void>;
  /** By time and id. From an index: an entry of the last second may be missing, a sealed one never is there. */
  listUnsealed(): Promise<readonly AuditEntry[]>;
  /** `CHAIN_START` before the first seal. */
  readHead(): Promise<ChainHead>;
  /**
   * Puts the next seal, moves the head, and takes its entries off the unsealed ones, all or nothing. `changed`: the head is not `before` any more, or an entry is
   * sealed already.
   */
  seal(before: ChainHead, seal: Seal): Promise<CommitOutcome>;
  /** Those of the numbers that are there, ascending. */
  readSeals(from: number, to: number): Promise<readonly Seal[]>;
  /** Those of the ids that are there, in no order. */
  readEntries(ids: readonly string[]): Promise<readonly AuditEntry[]>;
}
