import type { Ledger } from '#application/ports/ledger.ts';
import type { AuditFact } from '#domain/audit/audit-entry.ts';
import { fillFact } from '#domain/audit/facts/fill-fact.ts';
import { orderFact } from '#domain/audit/facts/order-fact.ts';
import { cashFact } from '#domain/audit/facts/reconciliation-facts.ts';
import { accountFact, positionFact } from '#domain/audit/facts/row-facts.ts';

/** The ledger as it stands: the account row first, then its symbols, every order, every fill and declared cash. Empty before the first session. */
export async function readRecords(ledger: Ledger): Promise<readonly AuditFact[]> {
  const view = await ledger.readAccount();
  if (view === null) return [];
  const [orders, fills, declared] = await Promise.all([
    ledger.listOrders(null),
    ledger.listFills(null),
    ledger.listCashAdjustments(),
  ]);
  return [
    accountFact(view.account),
    ...[...view.positions.values()].map(positionFact),
    ...orders.map(orderFact),
    ...fills.map(fillFact),
    ...declared.map(cashFact),
  ];
}
