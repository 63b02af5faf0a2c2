import type { PlaceOrderOutcome } from '#application/orders/place-order.ts';
import { fillRate, orderTiming } from '#domain/orders/execution-quality.ts';
import { readableOrderName } from '#domain/orders/readable-order-name.ts';
import { countDenials } from './count-denials.ts';
import { count, logger, measure } from './observability.ts';

/** One log line and the figures of an intent that the queue's consumer has carried out. */
export function reportOrder(outcome: PlaceOrderOutcome): void {
  const { order, kind } = outcome;
  const { clientOrderId, symbol, side, purpose } = order.intent;
  const violations = outcome.kind === 'denied' ? outcome.violations : undefined;
  const name = readableOrderName(order.intent);
  const { state, attempt, cause } = order;
  logger.info(`order ${kind}`, { clientOrderId, name, symbol, side, purpose, state, attempt, cause, violations });
  count({
    tidegate_orders_submitted: kind === 'placed' ? 1 : 0,
    tidegate_orders_rejected: kind === 'rejected' ? 1 : 0,
    tidegate_order_outcomes_unknown: kind === 'unknown' ? 1 : 0,
  });
  countDenials(violations === undefined ? [] : [violations]);
  if (kind === 'placed') {
    const { broker, queue, total } = orderTiming(order);
    measure({
      live_trade_order_latency_seconds: total ?? [],
      tidegate_order_queue_seconds: queue ?? [],
      tidegate_order_broker_seconds: broker ?? [],
    });
  }
  if (kind === 'rejected') measure({ live_trade_fill_rate: fillRate(order) ?? [] });
}
