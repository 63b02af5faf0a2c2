import type { Ledger } from '#application/ports/ledger.ts';
import type { AuditFact } from '#domain/audit/audit-entry.ts';
import { fillFact } from '#domain/audit/facts/fill-fact.ts';
import { orderFact } from '#domain/audit/facts/order-fact.ts';
import { accountFact, positionFact } from '#domain/audit/facts/row-facts.ts';

/** The ledger as it stands: the account row first, then its symbols, every order and every fill. Empty before the first session. */
export async function readRecords(ledger: Ledger): Promise<readonly AuditFact[]> {
  const view = await ledger.readAccount();
  if (view === null) return [];
  const [orders, fills] = await Promise.all([ledger.listOrders(null), ledger.listFills(null)]);
  return [
    accountFact(view.account),
    ...[...view.positions.values()].map(positionFact),
    ...orders.map(orderFact),
    ...fills.map(fillFact),
  ];
}
