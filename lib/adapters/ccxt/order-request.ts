import type { PlaceOrderRequest } from '#application/ports/broker.ts';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import { termsFault } from '#domain/orders/order-terms.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import type { CcxtExchange } from './ccxt-exchange.ts';
import type { CcxtMarket } from './ccxt-schemas.ts';
import type { ExchangeFacts } from './exchange-facts.ts';

/** Arguments of ccxt's `createOrder`. */
export interface OrderArguments {
  readonly symbol: string;
  readonly type: 'market' | 'limit';
  readonly side: string;
  readonly amount: string;
  readonly price: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Refusal {
  readonly code: BrokerErrorCode;
  readonly cause: string;
}

/** Why an exchange cannot do what an order asks for; `null`: it can. Nothing has been sent yet. */
export function refuseTerms({ terms }: PlaceOrderRequest, facts: ExchangeFacts): Refusal | null {
  const fault = termsFault(terms);
  if (fault !== null) return { code: 'INVALID_ORDER', cause: fault };
  const unable = [
    [!facts.orderTypes.includes(terms.type), `order type ${terms.type}`, facts.orderTypes.join(', ')],
    [
      !facts.timesInForce.includes(terms.timeInForce),
      `time in force ${terms.timeInForce}`,
      facts.timesInForce.join(', '),
    ],
    [terms.takeProfitPrice !== null, 'takeProfitPrice', 'a stop without a target'],
    [terms.postOnly && !facts.postOnly, 'postOnly', 'an order that may fill at once'],
    [terms.reduceOnly && !facts.reduceOnly, 'reduceOnly', 'an order that may open a position'],
  ] as const;
  const found = unable.find(([isUnable]) => isUnable);
  return found === undefined
    ? null
    : { code: 'NOT_SUPPORTED', cause: `received ${found[1]}, expected ${found[2]}: the exchange takes nothing else` };
}

/** Whether quantity and prices are exactly what the market takes: what is sent is what was checked, nothing is rounded on the way. */
export function refuseAmounts(
  { quantity, symbol, terms }: PlaceOrderRequest,
  market: CcxtMarket,
  exchange: CcxtExchange,
  facts: ExchangeFacts,
): Refusal | null {
  const prices = [terms.limitPrice, terms.stopPrice].filter((price) => price !== null);
  const isExact = facts.precision === 'steps' ? isMultiple : isWhatCcxtSends(exchange, market.symbol);
  if (!quantity.gt(0) || !isExact('amount', quantity, market))
    return invalid(symbol, 'quantity', toPlain(quantity), `a multiple of ${market.precision.amount}`);
  const price = prices.find((one) => !one.gt(0) || !isExact('price', one, market));
  if (price !== undefined) return invalid(symbol, 'price', toPlain(price), `a multiple of ${market.precision.price}`);
  const least = market.limits.amount?.min ?? null;
  if (least !== null && quantity.lt(least)) return invalid(symbol, 'quantity', toPlain(quantity), `${least} at least`);
  return refuseNotional(symbol, quantity, terms.limitPrice ?? terms.stopPrice, market);
}

export function toArguments(
  request: PlaceOrderRequest,
  facts: ExchangeFacts,
  encodedId: string,
  symbol: string,
): OrderArguments {
  const { side, quantity, terms } = request;
  const hasLimit = terms.limitPrice !== null;
  return {
    symbol,
    type: hasLimit ? 'limit' : 'market',
    side,
    amount: toPlain(quantity),
    price: terms.limitPrice === null ? undefined : toPlain(terms.limitPrice),
    params: {
      ...facts.placeParams,
      ...(facts.clientOrderId === null ? {} : { [facts.clientOrderId.param]: encodedId }),
      ...(hasLimit && !terms.postOnly && facts.timesInForce.length > 1
        ? { timeInForce: terms.timeInForce.toUpperCase() }
        : {}),
      ...(terms.postOnly ? { postOnly: true } : {}),
      ...(terms.reduceOnly ? { reduceOnly: true } : {}),
      ...(terms.stopPrice === null || facts.stopParam === null ? {} : { [facts.stopParam]: toPlain(terms.stopPrice) }),
    },
  };
}

type ExactCheck = (field: 'amount' | 'price', value: Decimal, market: CcxtMarket) => boolean;

const isMultiple: ExactCheck = (field, value, { precision }) => {
  const step = precision[field] ?? null;
  return step === null || step.isZero() || value.mod(step).isZero();
};

/** By ccxt's own rounding, which knows rules that are no steps. It throws for what it cannot send. */
function isWhatCcxtSends(exchange: CcxtExchange, symbol: string): ExactCheck {
  return (field, value) => {
    const text = toPlain(value);
    try {
      const sent =
        field === 'amount' ? exchange.amountToPrecision(symbol, text) : exchange.priceToPrecision(symbol, text);
      return sent !== undefined && value.eq(sent);
    } catch {
      return false;
    }
  };
}

function refuseNotional(
  symbol: string,
  quantity: Decimal,
  price: Decimal | null,
  { limits }: CcxtMarket,
): Refusal | null {
  const least = limits.cost?.min ?? null;
  if (least === null || price === null || quantity.times(price).gte(least)) return null;
  return invalid(symbol, 'notional', toPlain(quantity.times(price)), `${least} at least`);
}

function invalid(symbol: string, field: string, received: string, expected: string): Refusal {
  return { code: 'INVALID_ORDER', cause: `${symbol} ${field}: received ${received}, expected ${expected}` };
}
