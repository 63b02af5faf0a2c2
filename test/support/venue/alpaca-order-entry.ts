import type { OrderType, TimeInForce } from '#domain/orders/order-terms.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCore } from './venue-core.ts';
import type { ModelOrder, ModelOrderRequest, PlaceAnswer, Refusal } from './venue-records.ts';
import type { VenueAnswer } from './venue-server.ts';

/** Status, code and message, as Alpaca words its refusals. */
const REFUSED: Record<Refusal, readonly [number, number | null, string]> = {
  insufficient_funds: [403, 40310000, 'insufficient buying power'],
  insufficient_position: [403, 40310000, 'insufficient qty available for order (requested: 1, available: 0)'],
  invalid_order: [422, 42210000, 'limit price must be > 0'],
  market_closed: [403, 40310000, 'market is closed'],
  auth_failed: [403, null, 'forbidden.'],
  liquidity: [403, 40310000, 'no available bid for symbol'],
  not_supported: [422, 42210000, 'fractional orders must be simple orders'],
  duplicate: [422, 40010001, 'client_order_id must be unique'],
  unknown_order: [404, 40410000, 'order not found'],
};

const CLASSES = ['', 'simple', 'oco'];

type Body = Readonly<Record<string, unknown>>;

export function refused(refusal: Refusal): VenueAnswer {
  const [status, code, message] = REFUSED[refusal];
  return { status, body: code === null ? { message } : { code, message } };
}

/** `POST /v2/orders`: what Alpaca itself refuses for its form is refused here too. */
export function placeAlpaca(core: VenueCore, text: string): PlaceAnswer | VenueAnswer {
  const body = JSON.parse(text) as Body;
  const fault = formFault(body);
  if (fault !== null) return { status: 422, body: { code: 40010001, message: fault } };
  const request = readOrder(body);
  const { takeProfit, stopLoss } = pairOf(body);
  if (takeProfit === null || stopLoss === null) return core.place(request);
  const parent = core.place({ ...request, limitPrice: takeProfit });
  if (parent.kind === 'refused') return parent;
  const leg = { ...request, clientOrderId: crypto.randomUUID(), type: 'stop', stopPrice: stopLoss } as const;
  core.place({ ...leg, limitPrice: null }, { parentId: parent.order.id });
  return parent;
}

/** `PATCH /v2/orders/{id}`: another order with what the body says instead. */
export function replaceAlpaca(core: VenueCore, id: string, text: string): PlaceAnswer {
  const old = core.order(id);
  return old === null
    ? { kind: 'refused', refusal: 'unknown_order' }
    : core.replace(id, changed(old, JSON.parse(text)));
}

function changed(old: ModelOrder, body: Body): ModelOrderRequest {
  return {
    ...old,
    clientOrderId: textOf(body['client_order_id']) ?? crypto.randomUUID(),
    quantity: decimalOf(body['qty']) ?? old.quantity,
    timeInForce: (textOf(body['time_in_force']) as TimeInForce | null) ?? old.timeInForce,
    limitPrice: decimalOf(body['limit_price']) ?? old.limitPrice,
    stopPrice: decimalOf(body['stop_price']) ?? old.stopPrice,
    trailPct: decimalOf(body['trail']) ?? old.trailPct,
  };
}

function readOrder(body: Body): ModelOrderRequest {
  return {
    clientOrderId: textOf(body['client_order_id']),
    symbol: String(body['symbol']),
    side: body['side'] === 'sell' ? 'sell' : 'buy',
    quantity: decimalOf(body['qty']) ?? new Decimal(0),
    type: body['type'] as OrderType,
    timeInForce: body['time_in_force'] as TimeInForce,
    limitPrice: decimalOf(body['limit_price']),
    stopPrice: decimalOf(body['stop_price']),
    trailPct: decimalOf(body['trail_percent']),
  };
}

function pairOf(body: Body): { readonly takeProfit: Decimal | null; readonly stopLoss: Decimal | null } {
  const { take_profit: target, stop_loss: stop } = body as Record<string, Body | undefined>;
  return { takeProfit: decimalOf(target?.['limit_price']), stopLoss: decimalOf(stop?.['stop_price']) };
}

function formFault(body: Body): string | null {
  const symbol = String(body['symbol']);
  const isCrypto = symbol.includes('/');
  const times = isCrypto ? ['gtc', 'ioc'] : ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'];
  if (!CLASSES.includes(String(body['order_class'] ?? ''))) return 'invalid order_class';
  if (body['order_class'] === 'oco' && body['type'] !== 'limit') return 'oco orders must be limit orders';
  if (body['order_class'] === 'oco' && isCrypto) return 'crypto orders not allowed for advanced order_class: oco';
  if (!times.includes(String(body['time_in_force']))) return 'invalid time_in_force';
  if (isCrypto && !['market', 'limit', 'stop_limit'].includes(String(body['type'])))
    return 'invalid order type for crypto order';
  const isWhole = decimalOf(body['qty'])?.isInteger() ?? true;
  if (!isCrypto && !isWhole && body['time_in_force'] !== 'day') return 'fractional orders must be DAY orders';
  const prices = [body['limit_price'], body['stop_price'], ...Object.values(pairOf(body))];
  return isCrypto ? null : priceFault(prices.map(decimalOf));
}

function priceFault(prices: readonly (Decimal | null)[]): string | null {
  const fine = prices.find((price) => price !== null && price.decimalPlaces() > (price.gte(1) ? 2 : 4));
  return fine === undefined
    ? null
    : `invalid limit_price ${fine}. sub-penny increment does not fulfill minimum pricing criteria`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function decimalOf(value: unknown): Decimal | null {
  return value === undefined || value === null ? null : new Decimal(String(value));
}
