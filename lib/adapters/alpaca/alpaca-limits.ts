import type { PlaceOrderRequest } from '#application/ports/broker.ts';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import type { OrderType, TimeInForce } from '#domain/orders/order-terms.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { isCrypto } from './alpaca-symbol.ts';

export interface TermsRefusal {
  readonly code: BrokerErrorCode;
  /** What was received, and what is expected. */
  readonly cause: string;
}

/** Decimal places that Alpaca keeps of a quantity. */
const QUANTITY_SCALE = 9;

const CRYPTO_TIMES: readonly TimeInForce[] = ['gtc', 'ioc'];
/** A `stop` becomes a `stop_limit`. */
const CRYPTO_TYPES: readonly OrderType[] = ['market', 'limit', 'stop', 'stop_limit'];
const FRACTIONAL_TYPES: readonly OrderType[] = ['market', 'limit', 'stop', 'stop_limit'];
const FRACTIONAL_TIMES: readonly TimeInForce[] = ['day', 'gtc'];

/**
 * What Alpaca would refuse, found before anything is sent; `null`: nothing.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca
 * @see https://docs.alpaca.markets/docs/crypto-orders
 */
export function termsRefusal(request: PlaceOrderRequest): TermsRefusal | null {
  return (
    notSupported(request) ??
    quantityFault(request.quantity) ??
    (isCrypto(request.symbol) ? cryptoFault(request) : equityFault(request))
  );
}

function notSupported({ terms }: PlaceOrderRequest): TermsRefusal | null {
  if (terms.postOnly) return unable('postOnly', 'an order that may fill at once');
  if (terms.reduceOnly) return unable('reduceOnly', 'an order without it');
  const isTrailingPair = terms.takeProfitPrice !== null && terms.type !== 'stop';
  return isTrailingPair ? unable(`${terms.type} with takeProfitPrice`, 'a stop') : null;
}

function quantityFault(quantity: Decimal): TermsRefusal | null {
  if (quantity.gt(0) && quantity.decimalPlaces() <= QUANTITY_SCALE) return null;
  return invalid(`quantity ${quantity.toFixed()}`, `more than 0, with at most ${QUANTITY_SCALE} decimal places`);
}

function cryptoFault({ terms }: PlaceOrderRequest): TermsRefusal | null {
  if (terms.takeProfitPrice !== null) return unable('takeProfitPrice of a pair', 'a stop alone');
  if (!CRYPTO_TYPES.includes(terms.type)) return unable(`${terms.type} of a pair`, CRYPTO_TYPES.join(', '));
  if (!CRYPTO_TIMES.includes(terms.timeInForce))
    return unable(`time in force ${terms.timeInForce} of a pair`, CRYPTO_TIMES.join(', '));
  return null;
}

function equityFault({ quantity, terms }: PlaceOrderRequest): TermsRefusal | null {
  const prices = [
    ['limitPrice', terms.limitPrice],
    ['stopPrice', terms.trailPct === null ? terms.stopPrice : null],
    ['takeProfitPrice', terms.takeProfitPrice],
  ] as const;
  for (const [name, price] of prices) {
    if (price === null) continue;
    const scale = price.gte(1) ? 2 : 4;
    if (!price.gt(0) || price.decimalPlaces() > scale)
      return invalid(`${name} ${price.toFixed()}`, `more than 0, with at most ${scale} decimal places`);
  }
  const isPair = terms.takeProfitPrice !== null;
  if (isPair && !['day', 'gtc'].includes(terms.timeInForce))
    return unable(`time in force ${terms.timeInForce} with takeProfitPrice`, 'day, gtc');
  return quantity.isInteger() ? null : fractionFault(terms.type, terms.timeInForce, isPair);
}

function fractionFault(type: OrderType, timeInForce: TimeInForce, isPair: boolean): TermsRefusal | null {
  if (isPair) return unable('a fraction of an equity with takeProfitPrice', 'whole shares');
  if (!FRACTIONAL_TYPES.includes(type))
    return unable(`${type} of a fraction of an equity`, FRACTIONAL_TYPES.join(', '));
  if (FRACTIONAL_TIMES.includes(timeInForce)) return null;
  return unable(`time in force ${timeInForce} of a fraction of an equity`, FRACTIONAL_TIMES.join(', '));
}

function unable(received: string, expected: string): TermsRefusal {
  return { code: 'NOT_SUPPORTED', cause: `received ${received}, expected ${expected}` };
}

function invalid(received: string, expected: string): TermsRefusal {
  return { code: 'INVALID_ORDER', cause: `received ${received}, expected ${expected}` };
}
