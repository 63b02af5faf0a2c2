import type { PlaceOrderRequest } from '#application/ports/broker.ts';
import type { OrderBody, WrittenOrder } from './alpaca-terms.ts';

/** What a PATCH may change, by its name in an order. The trail of a trailing stop is called otherwise in a PATCH. */
const CHANGEABLE = [
  ['qty', 'qty'],
  ['time_in_force', 'time_in_force'],
  ['limit_price', 'limit_price'],
  ['stop_price', 'stop_price'],
  ['trail_percent', 'trail'],
] as const;

/** The body of a PATCH that puts `by` in the place of `order`: only what differs, because Alpaca refuses some fields even unchanged. */
export function replacement(
  order: PlaceOrderRequest,
  by: PlaceOrderRequest,
  before: WrittenOrder,
  after: WrittenOrder,
): WrittenOrder {
  if (after.kind === 'refused') return after;
  const fault = replacementFault(order, by);
  if (fault !== null) return { kind: 'refused', code: 'NOT_SUPPORTED', cause: fault };
  const old: OrderBody = before.kind === 'written' ? before.body : {};
  const changes = CHANGEABLE.flatMap(([name, field]) =>
    after.body[name] === undefined || after.body[name] === old[name] ? [] : [[field, after.body[name]] as const],
  );
  return { kind: 'written', body: { client_order_id: by.clientOrderId, ...Object.fromEntries(changes) } };
}

function replacementFault(order: PlaceOrderRequest, by: PlaceOrderRequest): string | null {
  const isPair = [order, by].some(({ terms }) => terms.takeProfitPrice !== null);
  if (isPair) return 'received a replacement of or by a stop with a target, expected one order';
  const [old, next] = [order, by].map(({ symbol, side, terms }) => `${side} ${symbol} ${terms.type}`);
  return old === next ? null : `received a replacement of ${old} by ${next}, expected the same symbol, side and type`;
}
