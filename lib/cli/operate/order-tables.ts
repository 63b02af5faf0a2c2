import { type Column, renderPairs, renderTable } from '../table.ts';
import type { OrderBody, OrderDebugBody, QueuedBody } from './api-bodies.ts';
import { renderFills } from './fill-tables.ts';

const COLUMNS: readonly Column<OrderBody>[] = [
  { title: 'order', of: ({ clientOrderId }) => clientOrderId },
  { title: 'created', of: ({ createdAt }) => createdAt },
  { title: 'symbol', of: ({ symbol }) => symbol },
  { title: 'side', of: ({ side }) => side },
  { title: 'quantity', of: ({ quantity }) => quantity },
  { title: 'type', of: ({ type }) => type },
  { title: 'limit', of: ({ limitPrice }) => limitPrice },
  { title: 'stop', of: ({ stopPrice }) => stopPrice },
  { title: 'filled', of: ({ filledQuantity }) => filledQuantity },
  { title: 'average', of: ({ averagePrice }) => averagePrice },
  { title: 'state', of: describeState },
  { title: 'by', of: ({ strategy }) => strategy },
  { title: 'why', of: ({ cause, purpose }) => cause ?? purpose },
];

export function renderOrders(orders: readonly OrderBody[]): string {
  return renderTable(COLUMNS, orders, 'no orders');
}

/** In a line. */
export function describeOrder({ clientOrderId, side, quantity, symbol, type, limitPrice }: OrderBody): string {
  const at = limitPrice === null ? '' : ` at ${limitPrice}`;
  return `${clientOrderId} ${side} ${quantity} ${symbol} ${type}${at}`;
}

export function renderQueued({ clientOrderId }: QueuedBody): string {
  return renderPairs([
    ['order', clientOrderId],
    ['state', 'QUEUED'],
  ]);
}

export function renderOrder(order: OrderBody): string {
  const wanted = Object.entries({ 'post only': order.postOnly, 'reduce only': order.reduceOnly });
  return renderPairs([
    ['order', order.clientOrderId],
    ['state', describeState(order)],
    ...(order.cause === null ? [] : [['cause', order.cause] as const]),
    ['symbol', order.symbol],
    ['side', order.side],
    ['quantity', order.quantity],
    ['type', [order.type, order.timeInForce, ...wanted.flatMap(([name, is]) => (is ? [name] : []))].join(', ')],
    ['limit price', order.limitPrice],
    ['stop price', order.stopPrice],
    ['stop loss', order.stopLoss],
    ['take profit', order.takeProfit],
    ['filled', order.filledQuantity],
    ['average price', order.averagePrice],
    ['fees', order.fees],
    ['by', `${order.strategy}, ${order.kind}, ${order.purpose}: ${order.reason}`],
    ['session', order.sessionId],
    ['broker order', order.brokerOrderId],
    ['created', order.createdAt],
    ['updated', order.updatedAt],
  ]);
}

const HISTORY: readonly Column<OrderDebugBody['history'][number]>[] = [
  { title: 'at', of: ({ at }) => at },
  { title: 'event', of: ({ event }) => event },
  { title: 'from', of: ({ from }) => from },
  { title: 'to', of: ({ to }) => to },
  { title: 'cause', of: ({ cause }) => cause },
];

/** With everything that happened to it. */
export function renderOrderDebug(order: OrderDebugBody): string {
  const more = renderPairs([
    ['reference price', `${order.referencePrice} of ${order.referenceTime}`],
    ['signal', order.signalTime],
    ['expires', order.expiresAt],
    ['attempts', order.attempt],
    ['attempted', order.attemptedAt],
    ['absent look-ups', order.absentLookups],
    ['version', order.version],
  ]);
  const history = renderTable(HISTORY, order.history, 'no history');
  return [`${renderOrder(order)}${more}`, history, renderFills(order.fills)].join('\n');
}

function describeState({ state, outcomeUnknown, cancelRequested }: OrderBody): string {
  const isLeaving = cancelRequested && state !== 'CANCELLED' && state !== 'FILLED';
  return [state, ...(outcomeUnknown ? ['outcome unknown'] : []), ...(isLeaving ? ['cancel requested'] : [])].join(', ');
}
