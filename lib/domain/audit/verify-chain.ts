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
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const faults: AuditFault[] = [];
  let previous: ChainHead = CHAIN_START;
  for (const seal of seals.toSorted((a, b) => a.number - b.number)) {
    if (seal.number > previous.number + 1) {
      faults.push(missing(previous.number + 1));
      previous = { number: seal.number - 1, hash: UNKNOWN };
    }
    faults.push(...sealFaults(seal, previous), ...entryFaults(seal, byId));
    previous = { number: seal.number, hash: seal.hash };
  }
  return [...faults, ...headFaults(head, previous), ...insertedFaults(seals, entries)];
}

/** Of a seal that is missing: what follows it cannot be judged, and is not told as a fault of its own. */
const UNKNOWN = '';

function missing(number: number): AuditFault {
  return fault(`seal ${number}`, 'is missing');
}

function headFaults(head: ChainHead, last: ChainHead): readonly AuditFault[] {
  if (last.number < head.number) return [missing(last.number + 1)];
  if (last.number > head.number) return [fault(`seal ${head.number + 1}`, 'was added behind the head')];
  return last.hash === head.hash ? [] : [fault('head', `is not the hash of seal ${head.number}`)];
}

function sealFaults(seal: Seal, previous: ChainHead): readonly AuditFault[] {
  const place = `seal ${seal.number}`;
  if (sealHash(seal) !== seal.hash) return [fault(place, 'was changed: its hash is another')];
  if (seal.number === previous.number) return [fault(place, 'is there twice')];
  if (previous.hash === UNKNOWN || seal.previousHash === previous.hash) return [];
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
