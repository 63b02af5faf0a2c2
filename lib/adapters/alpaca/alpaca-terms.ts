import type { PlaceOrderRequest } from '#application/ports/broker.ts';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import { type OrderTerms, termsFault } from '#domain/orders/order-terms.ts';
import { Decimal, floorToStep, toPlain } from '#domain/shared/decimal.ts';
import { termsRefusal } from './alpaca-limits.ts';
import { isCrypto } from './alpaca-symbol.ts';

/** The JSON of an order: amounts as texts, what an order does not use is left out. */
export type OrderBody = Readonly<Record<string, unknown>>;

export type WrittenOrder =
  | { readonly kind: 'written'; readonly body: OrderBody }
  | { readonly kind: 'refused'; readonly code: BrokerErrorCode; readonly cause: string };

/** Beyond the stop, where a stop of a pair has its limit: Alpaca has no plain stops for pairs. */
const STOP_SLACK = new Decimal('0.05');
const HUNDRED = new Decimal(100);

/** Whether the limit has to be made up, for which `orderBody` wants the pair's tick. */
export function needsMadeUpLimit({ symbol, terms }: PlaceOrderRequest): boolean {
  return isCrypto(symbol) && terms.type === 'stop';
}

/** An order as Alpaca takes it, or why it would not. `tick`: the step of a made-up limit, `null`: that of the stop's own digits. */
export function orderBody(request: PlaceOrderRequest, tick: Decimal | null): WrittenOrder {
  const { clientOrderId, symbol, side, quantity, terms } = request;
  const fault = termsFault(terms);
  const refusal = fault === null ? termsRefusal(request) : { code: 'INVALID_ORDER' as const, cause: fault };
  if (refusal !== null) return { kind: 'refused', ...refusal };
  const how = needsMadeUpLimit(request) ? stopWithLimit(request, tick) : plainTerms(terms);
  const timeInForce = timeInForceOf(request);
  const body = {
    client_order_id: clientOrderId,
    symbol,
    side,
    qty: toPlain(quantity),
    time_in_force: timeInForce,
    ...how,
  };
  return { kind: 'written', body };
}

function plainTerms({ type, limitPrice, stopPrice, trailPct, takeProfitPrice }: OrderTerms): OrderBody {
  if (takeProfitPrice !== null && stopPrice !== null)
    return {
      type: 'limit',
      order_class: 'oco',
      take_profit: { limit_price: toPlain(takeProfitPrice) },
      stop_loss: { stop_price: toPlain(stopPrice) },
    };
  return {
    type,
    ...(limitPrice === null ? {} : { limit_price: toPlain(limitPrice) }),
    ...(stopPrice === null || trailPct !== null ? {} : { stop_price: toPlain(stopPrice) }),
    ...(trailPct === null ? {} : { trail_percent: toPlain(trailPct.times(HUNDRED)) }),
  };
}

function stopWithLimit({ side, terms }: PlaceOrderRequest, tick: Decimal | null): OrderBody {
  const stop = terms.stopPrice ?? new Decimal(0);
  const step = tick ?? new Decimal(10).pow(-stop.decimalPlaces());
  const far = stop.times(side === 'sell' ? new Decimal(1).minus(STOP_SLACK) : STOP_SLACK.plus(1));
  const limit = Decimal.max(floorToStep(far, step), step);
  return { type: 'stop_limit', stop_price: toPlain(stop), limit_price: toPlain(limit) };
}

/** Alpaca takes fractions of an equity for the day only, and market orders of equities are of the day as well; pairs know no day. */
function timeInForceOf({ symbol, quantity, terms }: PlaceOrderRequest): string {
  const isOfTheDay = terms.type === 'market' || !quantity.isInteger();
  return terms.timeInForce === 'gtc' && isOfTheDay && !isCrypto(symbol) ? 'day' : terms.timeInForce;
}
