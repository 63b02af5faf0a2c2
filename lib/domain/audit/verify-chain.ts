import { type AuditEntry, entryHash, entryIdOf } from './audit-entry.ts';
import type { AuditFault } from './audit-fault.ts';
import { CHAIN_START, type ChainHead, type Seal, sealHash } from './seal.ts';

/** The whole trail as somebody has read it. */
export interface Chain {
  readonly head: ChainHead;
  readonly seals: readonly Seal[];
  /** All entries that count as sealed. */
  readonly entries: readonly AuditEntry[];
}

/**
 * Every fault of a chain, seal by seal, so that the first one is the earliest place at which the trail is not what was sealed. Whoever can write the whole
 * table can write a whole new chain: against that helps a head that was noted elsewhere.
 */
export function verifyChain({ head, seals, entries }: Chain): readonly AuditFault[] {
  const byNumber = new Map(seals.map((seal) => [seal.number, seal]));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const last = Math.max(head.number, ...byNumber.keys());
  const faults: AuditFault[] = [];
  let previous: ChainHead = CHAIN_START;
  for (let number = 1; number <= last; number += 1) {
    const seal = byNumber.get(number);
    if (seal === undefined) faults.push(fault(`seal ${number}`, 'is missing'));
    else faults.push(...sealFaults(seal, previous), ...entryFaults(seal, byId));
    previous = { number, hash: seal?.hash ?? '' };
  }
  if (previous.number > head.number) faults.push(fault(`seal ${head.number + 1}`, 'was added behind the head'));
  else if (previous.hash !== head.hash) faults.push(fault('head', `is not the hash of seal ${head.number}`));
  return [...faults, ...insertedFaults(seals, entries)];
}

function sealFaults(seal: Seal, previous: ChainHead): readonly AuditFault[] {
  const place = `seal ${seal.number}`;
  if (sealHash(seal) !== seal.hash) return [fault(place, 'was changed: its hash is another')];
  // Of a seal that is missing, or was changed, no hash can be followed: that fault is told where it is.
  if (previous.hash === '' || seal.previousHash === previous.hash) return [];
  return [fault(place, `does not follow seal ${previous.number}`)];
}

function entryFaults(seal: Seal, byId: ReadonlyMap<string, AuditEntry>): readonly AuditFault[] {
  return seal.entries.flatMap(({ id, hash }, index) => {
    const place = `seal ${seal.number}, entry ${index + 1}`;
    const entry = byId.get(id);
    if (entry === undefined) return [fault(place, `is missing: ${id}`)];
    const isItself = entryHash(entry) === hash && entryIdOf(entry) === id;
    return isItself ? [] : [fault(place, `was changed: ${id}`)];
  });
}

function insertedFaults(seals: readonly Seal[], entries: readonly AuditEntry[]): readonly AuditFault[] {
  const listed = new Map<string, number>();
  for (const { entries: lines } of seals) for (const { id } of lines) listed.set(id, (listed.get(id) ?? 0) + 1);
  const twice = [...listed].filter(([, times]) => times > 1).map(([id]) => fault(id, 'is sealed more than once'));
  const strangers = entries.filter(({ id }) => !listed.has(id)).map(({ id }) => fault(id, 'was added: no seal has it'));
  return [...twice, ...strangers];
}

function fault(place: string, what: string): AuditFault {
  return { rule: 'chain', place, what };
}
