import { MARKET_RULES } from '#domain/events/order-events.ts';
import type { Order } from '#domain/orders/order.ts';
import type { Violation } from '#domain/orders/violation.ts';
import { orderView } from '../api/views.ts';

/** @param cause of the step that is told */
export function orderFields(order: Order, cause: string) {
  const view = orderView(order);
  return {
    clientOrderId: view.clientOrderId,
    brokerOrderId: view.brokerOrderId,
    strategy: view.strategy,
    symbol: view.symbol,
    side: view.side,
    kind: view.kind,
    purpose: view.purpose,
    quantity: view.quantity,
    type: view.type,
    limitPrice: view.limitPrice,
    stopPrice: view.stopPrice,
    state: view.state,
    attempt: order.attempt,
    filledQuantity: view.filledQuantity,
    averagePrice: view.averagePrice,
    fees: view.fees,
    cause,
  };
}

/** Those rules that told of the market, with limit and value. */
export function marketFields({ intent, violations }: Order, name: keyof typeof MARKET_RULES) {
  const { clientOrderId, strategy, symbol } = intent;
  const rules: readonly string[] = MARKET_RULES[name];
  const seen: readonly Violation[] = violations.filter(({ rule }) => rules.includes(rule));
  return { clientOrderId, symbol, strategy, violations: seen };
}
