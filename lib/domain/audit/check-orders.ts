import type { AuditEntry, AuditFact } from './audit-entry.ts';
import type { AuditFault } from './audit-fault.ts';
import { amount, groupBy, type LedgerRecords, sumOf, word } from './ledger-records.ts';

/** How far an order has come. */
const RANK: Readonly<Record<string, number>> = {
  CREATED: 0,
  SUBMITTED: 1,
  ACCEPTED: 2,
  PARTIAL_FILL: 3,
  FAILED: 4,
  REJECTED: 5,
  EXPIRED: 6,
  CANCELLED: 7,
  FILLED: 8,
};

/** G1: an order of the venue belongs to one intent, and an intent has one order there. G2: every fill has its order, or says that it is EXTERNAL or declared. */
export function checkIdentity({ orders, fills }: LedgerRecords): readonly AuditFault[] {
  const known = new Set(orders.map(({ subject }) => subject));
  const booked = orders.filter((order) => word(order, 'brokerOrderId') !== '');
  const shared = [...groupBy(booked, (order) => `${word(order, 'symbol')} ${word(order, 'brokerOrderId')}`)].flatMap(
    ([id, owners]) =>
      owners
        .slice(1)
        .map(({ subject }) => fault('G1', subject, `has the venue's order ${id}, as ${owners[0]?.subject} has`)),
  );
  const twice = [...groupBy(orders, ({ subject }) => subject)].flatMap(([subject, same]) =>
    same.length > 1 ? [fault('G1', subject, `has ${same.length} records`)] : [],
  );
  const orphans = fills.flatMap((fill) => {
    const id = word(fill, 'clientOrderId');
    const isKnown = id === '' ? isExplained(fill) : known.has(`ORDERS/${id}`);
    return isKnown ? [] : [fault('G2', fill.subject, `belongs to order ${id || 'none'}, which is not there`)];
  });
  return [...shared, ...twice, ...orphans];
}

/** Somebody else's, or declared by a reconciliation. */
function isExplained(fill: AuditFact): boolean {
  return fill.cause === 'EXTERNAL' || fill.kind === 'FillDeclared';
}

/** G3: no fill twice, and none that its order does not count. */
export function checkFills({ orders, fills }: LedgerRecords): readonly AuditFault[] {
  const repeated = [...groupBy(fills, ({ subject }) => subject)].flatMap(([subject, same]) =>
    same.length > 1 ? [fault('G3', subject, `is there ${same.length} times`)] : [],
  );
  const byOrder = groupBy(fills, (fill) => word(fill, 'clientOrderId'));
  const miscounted = orders.flatMap((order) => {
    const made = sumOf(byOrder.get(order.subject.slice('ORDERS/'.length)) ?? [], (fill) => amount(fill, 'quantity'));
    const counted = amount(order, 'filledQuantity');
    if (counted.eq(made)) return [];
    return [fault('G3', order.subject, `filled ${counted.toFixed()}, its fills make ${made.toFixed()}`)];
  });
  return [...repeated, ...miscounted];
}

/** G5: from version to version an order only moves on. FAILED is our own conclusion: any word of the venue overrules it. */
export function checkHistory(trail: readonly AuditEntry[]): readonly AuditFault[] {
  const versions = groupBy(
    trail.filter(({ subject }) => subject.startsWith('ORDERS/')),
    ({ subject }) => subject,
  );
  return [...versions].flatMap(([subject, told]) => {
    const ordered = told.toSorted((a, b) => versionOf(a) - versionOf(b));
    return ordered.slice(1).flatMap((after, index) => stepFaults(subject, ordered[index] ?? after, after));
  });
}

function stepFaults(subject: string, before: AuditFact, after: AuditFact): readonly AuditFault[] {
  const step = `v${versionOf(before)} ${word(before, 'state')} → v${versionOf(after)} ${word(after, 'state')}`;
  const isRevived = word(before, 'state') === 'FAILED';
  const brokerId = word(before, 'brokerOrderId');
  const broken: readonly (readonly [boolean, string])[] = [
    [versionOf(before) === versionOf(after), 'was rewritten'],
    [rankOf(after) < rankOf(before) && !isRevived, 'moved backwards'],
    [amount(after, 'filledQuantity').lt(amount(before, 'filledQuantity')), 'lost a fill'],
    [brokerId !== '' && brokerId !== word(after, 'brokerOrderId'), "has another order of the venue's"],
    [amount(before, 'attempt').isZero() && !amount(after, 'attempt').isZero(), 'was denied and became an order'],
  ];
  return broken.flatMap(([isBroken, what]) => (isBroken ? [fault('G5', subject, `${what}: ${step}`)] : []));
}

function versionOf(fact: AuditFact): number {
  return Number(word(fact, 'version'));
}

function rankOf(fact: AuditFact): number {
  return RANK[word(fact, 'state')] ?? -1;
}

function fault(rule: AuditFault['rule'], place: string, what: string): AuditFault {
  return { rule, place, what };
}
