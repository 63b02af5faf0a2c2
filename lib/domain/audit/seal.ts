import { type Instant, toIso } from '../shared/instant.ts';
import { type AuditEntry, entryHash, sha256 } from './audit-entry.ts';

/** An entry as a seal knows it. */
export interface SealedEntry {
  readonly id: string;
  readonly hash: string;
}

/** One link of the chain: the entries that were new, in their order, under the hash of the seal before. */
export interface Seal {
  readonly account: string;
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: Instant;
  readonly previousHash: string;
  readonly entries: readonly SealedEntry[];
  readonly hash: string;
}

/** The end of the chain. */
export interface ChainHead {
  readonly number: number;
  readonly hash: string;
}

/** Before the first seal. */
export const CHAIN_START: ChainHead = { number: 0, hash: '0'.repeat(64) };

/** The next seal. `entries` in the order that they shall have; at least one. */
export function sealEntries(account: string, head: ChainHead, entries: readonly AuditEntry[], at: Instant): Seal {
  const sealed = entries.map((entry) => ({ id: entry.id, hash: entryHash(entry) }));
  const seal = { account, number: head.number + 1, at, previousHash: head.hash, entries: sealed };
  return { ...seal, hash: sealHash(seal) };
}

/** sha256 of all that the seal says. */
export function sealHash({ account, number, at, previousHash, entries }: Omit<Seal, 'hash'>): string {
  const lines = entries.map(({ id, hash }) => [id, hash]);
  return sha256(JSON.stringify(['tidegate audit seal 1', account, number, toIso(at), previousHash, lines]));
}
