import { type OrderTerms, type TimeInForce, termsFault } from '../orders/order-terms.ts';
import type { Decimal } from '../shared/decimal.ts';
import { floorToStep, toPlain, ZERO } from '../shared/decimal.ts';
import { parseSymbol } from '../shared/symbol.ts';
import { holdsOnMargin } from './venue/margin-account.ts';
import type { VenueBook, WorkingOrder } from './venue-book.ts';
import type { VenueRules } from './venue-rules.ts';

export type NewOrder = Pick<WorkingOrder, 'clientOrderId' | 'symbol' | 'side' | 'terms' | 'quantity' | 'acceptedAt'>;

export type Acceptance =
  | { readonly kind: 'accepted'; readonly book: VenueBook }
  | { readonly kind: 'rejected'; readonly cause: string };

/**
 * Accepts an order into the book, or refuses it: `INVALID_TERMS`, `LOT_SIZE`, `TICK_SIZE`, `MIN_NOTIONAL` (where the terms have a price),
 * `MARGIN_CURRENCY`, followed by what was received and expected. Whether its id was seen before is for the caller to know.
 */
export function acceptOrder(book: VenueBook, order: NewOrder, rules: VenueRules): Acceptance {
  const cause = faultOf(order) ?? stepFault(order, rules) ?? marginFault(book, order, rules);
  if (cause !== null) return { kind: 'rejected', cause };
  const sequence = book.ordersAccepted + 1;
  const { clientOrderId, symbol, side, terms, quantity, acceptedAt } = order;
  const working: WorkingOrder = {
    sequence,
    clientOrderId,
    symbol,
    side,
    terms,
    quantity,
    filledQuantity: ZERO,
    acceptedAt,
    stopLevel: null,
    isTriggered: false,
    firstBar: null,
    matchedBar: null,
    cancelCause: null,
  };
  return {
    kind: 'accepted',
    book: {
      ...book,
      working: [...book.working, working],
      ordersAccepted: sequence,
      matchedBars: matchedBarsFor(book, order),
    },
  };
}

/** Where nothing waited for the symbol's bars, those before the order are of no interest. */
function matchedBarsFor(book: VenueBook, { symbol, acceptedAt }: NewOrder): VenueBook['matchedBars'] {
  const isWatched = holdsOnMargin(book, symbol) || book.working.some((working) => working.symbol === symbol);
  const matched = book.matchedBars[symbol];
  if (matched !== undefined && (isWatched || matched >= acceptedAt - 1)) return book.matchedBars;
  return { ...book.matchedBars, [symbol]: acceptedAt - 1 };
}

const RESTING: readonly TimeInForce[] = ['day', 'gtc'];

/** Terms that contradict each other, whatever the venue's steps are. */
function faultOf({ terms, side, quantity }: NewOrder): string | null {
  const fault = termsFault(terms);
  if (fault !== null) return `INVALID_TERMS: ${fault}`;
  if (!quantity.gt(0)) return `INVALID_TERMS: received quantity ${toPlain(quantity)}, expected more than 0`;
  for (const [name, price] of pricesOf(terms)) {
    if (!price.gt(0)) return `INVALID_TERMS: received ${name} ${toPlain(price)}, expected more than 0`;
  }
  const { trailPct, takeProfitPrice, stopPrice, timeInForce, type, postOnly } = terms;
  if (trailPct !== null && !(trailPct.gt(0) && trailPct.lt(1)))
    return `INVALID_TERMS: received trailPct ${toPlain(trailPct)}, expected a fraction between 0 and 1`;
  const isWaiting = postOnly || type === 'stop' || type === 'stop_limit' || type === 'trailing_stop';
  if (isWaiting && !RESTING.includes(timeInForce))
    return `INVALID_TERMS: received ${postOnly ? 'a post-only' : `a ${type}`} order with ${timeInForce}, expected day or gtc`;
  if (takeProfitPrice === null || stopPrice === null) return null;
  const isBeyond = side === 'sell' ? takeProfitPrice.gt(stopPrice) : takeProfitPrice.lt(stopPrice);
  if (isBeyond) return null;
  const expected = side === 'sell' ? 'above' : 'below';
  return `INVALID_TERMS: received takeProfitPrice ${toPlain(takeProfitPrice)}, expected one ${expected} the stop ${toPlain(stopPrice)}`;
}

function pricesOf(terms: OrderTerms): (readonly [string, Decimal])[] {
  const { limitPrice, stopPrice, takeProfitPrice } = terms;
  const named = [
    ['limitPrice', limitPrice],
    ['stopPrice', stopPrice],
    ['takeProfitPrice', takeProfitPrice],
  ] as const;
  return named.flatMap(([name, price]) => (price === null ? [] : [[name, price] as const]));
}

function stepFault({ quantity, terms }: NewOrder, { lot, tick, minNotional }: VenueRules): string | null {
  if (!floorToStep(quantity, lot).eq(quantity))
    return `LOT_SIZE: received quantity ${toPlain(quantity)}, expected a multiple of ${toPlain(lot)}`;
  const prices = pricesOf(terms);
  const [name, price] = (tick === null ? undefined : prices.find(([, price]) => !price.mod(tick).isZero())) ?? [];
  if (name !== undefined && price !== undefined && tick !== null)
    return `TICK_SIZE: received ${name} ${toPlain(price)}, expected a multiple of ${toPlain(tick)}`;
  const notional = prices[0]?.[1].times(quantity);
  if (minNotional === null || notional === undefined || notional.gte(minNotional)) return null;
  return `MIN_NOTIONAL: received ${toPlain(notional)}, expected at least ${toPlain(minNotional)}`;
}

/** Equity on margin is counted in one quote currency. */
function marginFault(book: VenueBook, { symbol }: NewOrder, rules: VenueRules): string | null {
  if (rules.margin === null) return null;
  const { quote } = parseSymbol(symbol);
  const others = [...Object.keys(book.entryPrices), ...book.working.map((working) => working.symbol)];
  const other = others.find((held) => parseSymbol(held).quote !== quote);
  if (other === undefined) return null;
  return `MARGIN_CURRENCY: received ${symbol} beside ${other}, expected one quote currency on a margin account`;
}
