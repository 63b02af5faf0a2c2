import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCore } from './venue-core.ts';
import type { ModelExecution, ModelOrder, ModelStatus } from './venue-records.ts';

/** How amounts are written: Alpaca has both in its answers. `mixed`: some this way, some that, by their length. */
export type NumberStyle = 'text' | 'number' | 'mixed';

const STATUSES: Record<ModelStatus, string> = {
  working: 'new',
  held: 'held',
  pending_cancel: 'pending_cancel',
  filled: 'filled',
  cancelled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  replaced: 'replaced',
};

/** The offset of New York in summer, in which the ids of activities are written. */
const NEW_YORK = 4 * 3_600_000;

export function amount(value: Decimal, style: NumberStyle): unknown {
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
  const text = value.toFixed();
  const isText = style === 'mixed' ? text.length % 2 === 0 : style === 'text';
  return isText ? text : rawJSON(text);
}

export function orderJson(core: VenueCore, order: ModelOrder, style: NumberStyle, isNested: boolean): object {
  const optional = (value: Decimal | null) => (value === null ? null : amount(value, style));
  const time = new Date(order.createdAt).toISOString();
  const legs = core.orders.filter(({ parentId }) => parentId === order.id);
  const isPair = legs.length > 0 || order.parentId !== null;
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: time,
    submitted_at: time,
    updated_at: new Date(order.updatedAt).toISOString(),
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_class: order.symbol.includes('/') ? 'crypto' : 'us_equity',
    symbol: order.symbol,
    qty: amount(order.quantity, style),
    filled_qty: amount(order.filled, style),
    filled_avg_price: order.filled.isZero() ? null : amount(order.value.div(order.filled), style),
    order_class: isPair ? 'oco' : '',
    type: order.type,
    side: order.side,
    time_in_force: order.timeInForce,
    limit_price: optional(order.limitPrice),
    stop_price: optional(order.stopPrice),
    trail_percent: optional(order.trailPct),
    status: order.filled.gt(0) && order.status === 'working' ? 'partially_filled' : STATUSES[order.status],
    extended_hours: false,
    legs: isNested && legs.length > 0 ? legs.map((leg) => orderJson(core, leg, style, false)) : null,
  };
}

/** `YYYYMMDDHHMMSSmmm::uuid`, by New York’s wall clock. */
export function activityId({ id, time }: ModelExecution): string {
  return `${new Date(time - NEW_YORK).toISOString().replaceAll(/[^0-9]/g, '')}::${id}`;
}

export function activityJson(core: VenueCore, execution: ModelExecution, style: NumberStyle): object {
  const { number, orderId } = execution;
  const until = core.executions.filter((other) => other.orderId === orderId && other.number <= number);
  return {
    cum_qty: amount(Decimal.sum(...until.map(({ quantity }) => quantity)), style),
    id: activityId(execution),
    activity_type: 'FILL',
    type: 'partial_fill',
    transaction_time: new Date(execution.time).toISOString(),
    order_id: execution.orderId,
    symbol: execution.symbol,
    side: execution.side,
    qty: amount(execution.quantity, style),
    price: amount(execution.price, style),
  };
}
