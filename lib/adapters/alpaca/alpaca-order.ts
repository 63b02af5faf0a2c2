import type { VenueOrder, VenueOrderStatus } from '#application/ports/broker.ts';
import type { Side } from '#domain/orders/order-intent.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { canonicalSymbol } from './alpaca-symbol.ts';
import type { AlpacaOrder } from './alpaca-trading-schemas.ts';

const ENDED: Readonly<Record<string, VenueOrderStatus>> = {
  filled: 'filled',
  canceled: 'cancelled',
  replaced: 'cancelled',
  expired: 'expired',
  rejected: 'rejected',
};

/** 32 hex digits: one of our client order ids. */
export function isOurId(clientOrderId: string | null | undefined): clientOrderId is string {
  return /^[0-9a-f]{32}$/.test(clientOrderId ?? '');
}

export function sideOf(text: string): Side {
  return text.startsWith('sell') ? 'sell' : 'buy';
}

/**
 * An order with its legs as one: a pair of which one cancels the other works while either does, and its fills are those of both. What is no known end works:
 * an order that may still fill keeps its reservation. `null`: nothing with one symbol and one side.
 */
export function toVenueOrder(order: AlpacaOrder): VenueOrder | null {
  const { symbol, side, asset_class: assetClass = null } = order;
  if (typeof symbol !== 'string' || typeof side !== 'string') return null;
  const parts = [order, ...(order.legs ?? [])];
  const filledQuantity = parts.map((part) => part.filled_qty).reduce((sum, filled) => sum.plus(filled));
  const quantity = order.qty ?? filledQuantity;
  const status = statusOf(order, filledQuantity, quantity);
  const replacedBy = order.replaced_by ? ` by ${order.replaced_by}` : '';
  return {
    brokerOrderId: order.id,
    clientOrderId: order.client_order_id ?? null,
    symbol: canonicalSymbol(symbol, assetClass),
    side: sideOf(side),
    quantity,
    status,
    filledQuantity,
    cause: status === 'working' || status === 'filled' ? null : `${order.status}${replacedBy}`,
  };
}

function statusOf(order: AlpacaOrder, filled: Decimal, quantity: Decimal): VenueOrderStatus {
  const statuses = [order, ...(order.legs ?? [])].map(({ status }) => ENDED[status] ?? 'working');
  if (filled.gt(0) && filled.gte(quantity)) return 'filled';
  return statuses.includes('working') ? 'working' : (statuses[0] ?? 'working');
}
