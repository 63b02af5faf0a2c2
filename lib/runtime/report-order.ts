import type { PlaceOrderOutcome } from '#application/orders/place-order.ts';
import { readableOrderName } from '#domain/orders/readable-order-name.ts';
import { count, logger } from './observability.ts';
import type { Runtime } from './runtime.ts';

/** One log line and the counters of an intent that the queue's consumer has carried out. */
export function reportOrder(runtime: Runtime, outcome: PlaceOrderOutcome): void {
  const { order, kind } = outcome;
  const { clientOrderId, symbol, side, purpose } = order.intent;
  const violations = outcome.kind === 'denied' ? outcome.violations : undefined;
  const name = readableOrderName(order.intent);
  const { state, attempt, cause } = order;
  logger.info(`order ${kind}`, { clientOrderId, name, symbol, side, purpose, state, attempt, cause, violations });
  count(runtime, {
    OrdersSubmitted: kind === 'placed' ? 1 : 0,
    OrdersRejected: kind === 'denied' || kind === 'rejected' ? 1 : 0,
    OrderOutcomesUnknown: kind === 'unknown' ? 1 : 0,
  });
}
