import {
  adjustPositionBody,
  clientOrderId,
  closePositionBody,
  modifyOrderBody,
  ordersQuery,
  placeOrderBody,
  symbolInPath,
} from '#application/contracts/api/bodies.ts';
import { pageOf } from '#application/contracts/api/page.ts';
import { orderDebugView, orderView } from '#application/contracts/api/views.ts';
import { modifyOrder, requestCancel } from '#application/operator/change-order.ts';
import { adjustPosition, closePosition, placeByHand } from '#application/operator/place-by-hand.ts';
import type { Order } from '#domain/orders/order.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { json, parse, parseBody, parseQuery, problem } from '#runtime/http.ts';
import { answerOutcome, keyOf, type Route } from './route.ts';

export const listOrders: Route = async (event, { ledger }) => {
  const { session, symbol, state, ...page } = parseQuery(event, ordersQuery);
  const isAsked = (order: Order): boolean =>
    (symbol === undefined || order.intent.symbol === symbol) &&
    (state === undefined || (state === 'open' ? isWorking(order) : order.state === state));
  const orders = (await ledger.listOrders(session ?? null)).filter(isAsked).reverse();
  return json(
    200,
    pageOf(orders, page, ({ intent }) => intent.clientOrderId, orderView),
  );
};

export const getOrder: Route = async (event, { ledger }) => {
  const id = parse(clientOrderId, event.pathParameters?.['clientOrderId'], 'clientOrderId');
  const order = await ledger.readOrder(id);
  return order === null ? problem(404, `there is no order ${id}`) : json(200, orderView(order));
};

export const debugOrder: Route = async (event, { ledger }) => {
  const id = parse(clientOrderId, event.pathParameters?.['clientOrderId'], 'clientOrderId');
  const order = await ledger.readOrder(id);
  if (order === null) return problem(404, `there is no order ${id}`);
  const fills = await ledger.listFills(order.intent.sessionId);
  return json(
    200,
    orderDebugView(
      order,
      fills.filter((fill) => fill.clientOrderId === id),
    ),
  );
};

export const postOrder: Route = async (event, runtime) => {
  const body = parseBody(event, placeOrderBody);
  const { symbol, side, quantity, limitPrice = null, stopPrice = null, stopLoss = null, takeProfit = null } = body;
  const { type, timeInForce, postOnly } = body;
  const reduceOnly = body.reduceOnly ?? runtime.plan.execution.isHandReduceOnly;
  const terms = orderTerms({ type, timeInForce, limitPrice, stopPrice, postOnly, reduceOnly });
  const attached = { stopLoss, takeProfit };
  const order = { symbol, side, quantity, terms, attached, idempotencyKey: keyOf(event) };
  return answerOutcome(await placeByHand(runtime, order));
};

export const patchOrder: Route = async (event, runtime) => {
  const id = parse(clientOrderId, event.pathParameters?.['clientOrderId'], 'clientOrderId');
  const change = parseBody(event, modifyOrderBody);
  return answerOutcome(await modifyOrder(runtime, id, change, keyOf(event)), { replaces: id });
};

export const deleteOrder: Route = async (event, runtime) => {
  const id = parse(clientOrderId, event.pathParameters?.['clientOrderId'], 'clientOrderId');
  return answerOutcome(await requestCancel(runtime, id, 'cancelled by the operator'));
};

export const postClose: Route = async (event, runtime) => {
  const symbol = parse(symbolInPath, event.pathParameters?.['symbol'], 'symbol');
  const { reason = 'closed by hand' } = parseBody(event, closePositionBody);
  return answerOutcome(await closePosition(runtime, { symbol, reason, idempotencyKey: keyOf(event) }));
};

export const putPosition: Route = async (event, runtime) => {
  const symbol = parse(symbolInPath, event.pathParameters?.['symbol'], 'symbol');
  const { targetQuantity } = parseBody(event, adjustPositionBody);
  const request = { symbol, targetQuantity, reason: 'adjusted by hand', idempotencyKey: keyOf(event) };
  return answerOutcome(await adjustPosition(runtime, request));
};
