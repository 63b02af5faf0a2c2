import { hash } from 'node:crypto';
import { type Instant, toIso } from '../shared/instant.ts';

/** Something that was decided or done, in words: a function of the record that tells of it, and of nothing else. */
export interface AuditFact {
  /** As an event would be called: `OrderAccepted`, `FillApplied`. */
  readonly kind: string;
  /** The record: `ORDERS/<client order id>`. */
  readonly subject: string;
  /** `null`: of no session. */
  readonly sessionId: string | null;
  /** Who decided or did it: a strategy, `operator`, the caller's ARN, `venue`, `risk`. */
  readonly actor: string;
  readonly cause: string;
  /** Decimals in plain notation, times in ISO-8601; what is not known is left out. */
  readonly detail: Readonly<Record<string, string>>;
}

/** One entry of the audit trail. It is written once and never changed. */
export interface AuditEntry extends AuditFact {
  /** Of the fact: the same fact has one entry, however often it is told. */
  readonly id: string;
  readonly account: string;
  /** When the fact came about, by its record. */
  readonly at: Instant;
}

/** sha256, 64 lower-case hex digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The entry of a fact. */
export function entryOf(account: string, at: Instant, fact: AuditFact): AuditEntry {
  return { id: entryIdOf(fact), account, at, ...fact };
}

/** Equal facts have equal ids; a record that says something else, under whatever version, has another. */
export function entryIdOf(fact: AuditFact): string {
  return `${fact.subject}/${sha256(canonicalFact(fact)).slice(0, 32)}`;
}

/** What the chain binds: every field of the entry. */
export function entryHash(entry: AuditEntry): string {
  const { account, at, id } = entry;
  return sha256(JSON.stringify(['tidegate audit entry 1', account, id, toIso(at), canonicalFact(entry)]));
}

/** One text for equal facts. */
function canonicalFact({ kind, subject, sessionId, actor, cause, detail }: AuditFact): string {
  const pairs = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([kind, subject, sessionId, actor, cause, pairs]);
}
