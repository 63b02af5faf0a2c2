import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { Order } from '#domain/orders/order.ts';

/** Records a critical risk event about an order, once for each attempt, however many ticks see it. */
export async function reportOrder(
  { ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock },
  order: Order,
  kind: 'OrderVanished' | 'OrderOutcomeUnknown' | 'OrderAbsentAtVenue',
): Promise<void> {
  const { account, sessionId, clientOrderId, symbol } = order.intent;
  await ledger.recordRiskEvent({
    id: `${kind}#${clientOrderId}#${order.attempt}`,
    account,
    sessionId,
    kind,
    severity: 'critical',
    at: clock.now(),
    detail: { clientOrderId, symbol, attempt: String(order.attempt) },
  });
}
