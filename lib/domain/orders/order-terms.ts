import type { Decimal } from '../shared/decimal.ts';

export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/** `opg`, `cls`: only at the opening, the closing trade of a trading day. */
export const TIMES_IN_FORCE = ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** How an order is to be executed. Prices in the quote currency; what a type does not use is `null`. */
export interface OrderTerms {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Of `limit` and `stop_limit`. */
  readonly limitPrice: Decimal | null;
  /** Of `stop` and `stop_limit`; of a `trailing_stop` the level that it begins with. */
  readonly stopPrice: Decimal | null;
  /** Fraction that a `trailing_stop` stays behind the best price since it works. */
  readonly trailPct: Decimal | null;
  /**
   * One cancels the other: beside a stop, a limit at which the same order takes its profit. It is one order with one quantity, so that the two
   * can never fill together for more than that.
   */
  readonly takeProfitPrice: Decimal | null;
  /** Refused by the venue rather than filled at once. */
  readonly postOnly: boolean;
  /** Never more than the position: the venue cancels what would flip it. */
  readonly reduceOnly: boolean;
}

const PLAIN: Omit<OrderTerms, 'type' | 'timeInForce'> = {
  limitPrice: null,
  stopPrice: null,
  trailPct: null,
  takeProfitPrice: null,
  postOnly: false,
  reduceOnly: false,
};

/** Works until it is filled, bar after bar if need be. */
export const MARKET: OrderTerms = { type: 'market', timeInForce: 'gtc', ...PLAIN };

/** Terms of one type, what is not given is off. The order of the keys is always the same, so that stored text is. */
export function orderTerms(terms: Partial<OrderTerms> & Pick<OrderTerms, 'type'>): OrderTerms {
  const { type, timeInForce = 'gtc', ...given } = terms;
  return { type, timeInForce, ...PLAIN, ...given };
}

/** What is wrong with terms that no venue could understand, or `null`. */
export function termsFault(terms: OrderTerms): string | null {
  const needs: readonly (readonly [keyof OrderTerms, readonly OrderType[]])[] = [
    ['limitPrice', ['limit', 'stop_limit']],
    ['stopPrice', ['stop', 'stop_limit', 'trailing_stop']],
    ['trailPct', ['trailing_stop']],
  ];
  for (const [field, types] of needs) {
    const isNeeded = types.includes(terms.type);
    if (isNeeded === (terms[field] === null)) return `${terms.type} order ${isNeeded ? 'without' : 'with'} ${field}`;
  }
  const isStop = terms.type === 'stop' || terms.type === 'trailing_stop';
  if (terms.takeProfitPrice !== null && !isStop) return `${terms.type} order with takeProfitPrice, expected a stop`;
  return terms.postOnly && terms.type !== 'limit' ? `${terms.type} order with postOnly, expected a limit order` : null;
}
