import type { Order, OrderState } from '#domain/orders/order.ts';
import type { Findings } from './findings.ts';

/** How far an order has come. Said here once more, apart from the state machine that it checks. */
const RANK: Readonly<Record<OrderState, number>> = {
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

/** G5: an order only moves on, by one version a write, and forgets nothing. FAILED is our own conclusion: any word of the venue overrules it. */
export function checkHistory(before: Order | null, after: Order, findings: Findings): void {
  if (before === null) return;
  const id = after.intent.clientOrderId.slice(0, 8);
  const expect = (holds: boolean, what: string) =>
    findings.expect(
      holds,
      'G5',
      () => `order ${id}: ${what}, ${before.state} v${before.version} → ${after.state} v${after.version}`,
    );
  const isRevived = before.state === 'FAILED' && after.brokerOrderId !== null;
  const isFilledLate = before.state === 'FAILED' && after.filledQuantity.gt(before.filledQuantity);
  expect(RANK[after.state] >= RANK[before.state] || isRevived || isFilledLate, 'it moved backwards');
  expect(after.version > before.version, 'its version did not grow');
  expect(after.attempt === before.attempt || after.attempt === before.attempt + 1, 'an attempt was skipped');
  expect(before.attempt > 0 || after.attempt === 0, 'a denial became an order');
  expect(after.filledQuantity.gte(before.filledQuantity), 'it lost a fill');
  expect(before.brokerOrderId === null || before.brokerOrderId === after.brokerOrderId, 'its broker id changed');
  expect(keepsHistory(before, after), 'its history was rewritten');
}

function keepsHistory(before: Order, after: Order): boolean {
  const added = after.history.length - before.history.length;
  if (added < 0 || after.history.length >= 30) return added >= 0;
  return before.history.every((line, index) => {
    const kept = after.history[index];
    return kept !== undefined && kept.at === line.at && kept.event === line.event && kept.to === line.to;
  });
}
