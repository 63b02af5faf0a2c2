import { type AuditEntry, type AuditFact, entryIdOf } from './audit-entry.ts';
import type { AuditFault } from './audit-fault.ts';
import { checkFills, checkHistory, checkIdentity } from './check-orders.ts';
import { checkMoney, checkReservations } from './check-sums.ts';
import { groupBy, type LedgerRecords, word } from './ledger-records.ts';

/**
 * The ledger against its trail, and G1–G6 recomputed from its records. Sums are the whole account's; with a session, faults of single orders and fills are
 * those of that session.
 *
 * @param trail all entries, the ones that are not sealed yet among them
 */
export function checkRecords(
  records: LedgerRecords,
  trail: readonly AuditEntry[],
  sessionId: string | null = null,
): readonly AuditFault[] {
  const single = [...records.orders, ...records.fills, ...records.declared];
  const faults = [
    ...untoldFaults(single, trail),
    ...checkIdentity(records),
    ...checkFills(records),
    ...checkHistory(trail),
  ];
  const strangers = new Set(
    [...single, ...trail].filter((fact) => fact.sessionId !== sessionId).map(({ subject }) => subject),
  );
  const asked = sessionId === null ? faults : faults.filter(({ place }) => !strangers.has(place));
  return [...asked, ...checkMoney(records), ...checkReservations(records)];
}

/** Every order, fill and declared cash is what the trail said of it last, and everything that the trail tells of is still there. */
function untoldFaults(records: readonly AuditFact[], trail: readonly AuditEntry[]): readonly AuditFault[] {
  const told = groupBy(trail, ({ subject }) => subject);
  const untold = records.flatMap((record) => {
    const entries = told.get(record.subject);
    if (entries === undefined) return [fault(record.subject, 'is not in the trail')];
    const isTold = latestOf(entries).some((entry) => entryIdOf(entry) === entryIdOf(record));
    return isTold ? [] : [fault(record.subject, 'is not what the trail says')];
  });
  const present = new Set(records.map(({ subject }) => subject));
  const gone = [...told.keys()]
    .filter((subject) => /^(ORDERS|FILLS|ADJUSTMENTS)\//.test(subject) && !present.has(subject))
    .map((subject) => fault(subject, 'is in the trail and not in the ledger'));
  const rewritten = [...told]
    .filter(([subject, entries]) => subject.startsWith('FILLS/') && entries.length > 1)
    .map(([subject]) => fault(subject, 'was rewritten'));
  return [...untold, ...gone, ...rewritten];
}

/** Those of the highest version: one, unless a version was written over. */
function latestOf(entries: readonly AuditFact[]): readonly AuditFact[] {
  const highest = Math.max(...entries.map(versionOf));
  return entries.filter((entry) => versionOf(entry) === highest);
}

/** A fill has none. */
function versionOf(fact: AuditFact): number {
  return Number(word(fact, 'version'));
}

function fault(place: string, what: string): AuditFault {
  return { rule: 'records', place, what };
}
