import type { Side } from '#domain/orders/order-intent.ts';
import { type OrderTerms, orderTerms } from '#domain/orders/order-terms.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { acceptOrder } from '#domain/simulation/accept-order.ts';
import { matchBars } from '#domain/simulation/match-bars.ts';
import type { MatchResult } from '#domain/simulation/match-result.ts';
import { matchTrades } from '#domain/simulation/match-trades.ts';
import { openVenueBook, type VenueBook } from '#domain/simulation/venue-book.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { PROTECTION_KINDS } from '#domain/simulation/venue-rules.ts';
import { d, SYMBOL, T0 } from './builders.ts';

type Number_ = string | number;

/** A venue that charges nothing: lots of 0.01, no tick, a cash account. */
export const FREE: VenueRules = {
  lot: d('0.01'),
  tick: null,
  minNotional: null,
  bySymbol: null,
  protections: PROTECTION_KINDS,
  fees: [{ minVolume: d(0), maker: d(0), taker: d(0) }],
  feeCurrency: 'quote',
  slippageRate: d(0),
  maxVolumeShare: null,
  volumeSlippage: null,
  impactCoefficient: null,
  latency: 0,
  margin: null,
};

export function someTerms(terms: {
  type: OrderTerms['type'];
  tif?: OrderTerms['timeInForce'];
  limit?: Number_;
  stop?: Number_;
  trail?: Number_;
  target?: Number_;
  postOnly?: boolean;
  reduceOnly?: boolean;
}): OrderTerms {
  const price = (value: Number_ | undefined): Decimal | null => (value === undefined ? null : d(value));
  return orderTerms({
    type: terms.type,
    timeInForce: terms.tif ?? 'gtc',
    limitPrice: price(terms.limit),
    stopPrice: price(terms.stop),
    trailPct: price(terms.trail),
    takeProfitPrice: price(terms.target),
    postOnly: terms.postOnly ?? false,
    reduceOnly: terms.reduceOnly ?? false,
  });
}

export const MARKET_TERMS = someTerms({ type: 'market' });

/** `[open, high, low, close, volume]` of the bar that opens `minute` minutes after T0. */
export function aBar(
  [open, high, low, close, volume = 1000]: readonly Number_[],
  minute = 0,
  symbol = SYMBOL,
  start = T0,
): Bar {
  const openTime = start + minute * 60_000;
  const decimals = {
    open: d(open ?? 0),
    high: d(high ?? 0),
    low: d(low ?? 0),
    close: d(close ?? 0),
    volume: d(volume),
  };
  return { symbol, openTime, closeTime: openTime + 60_000, ...barNumbers(decimals) };
}

/** A book to which a test gives orders, trades and bars; every result is kept as text that can be checked by hand. */
export class VenueDesk {
  readonly rules: VenueRules;
  /** `side quantity @ price (fee) trigger`, e.g. `sell 10 @ 95 (0.95) stop`. */
  readonly fills: string[] = [];
  /** `id status cause`. */
  readonly ends: string[] = [];
  readonly results: MatchResult[] = [];
  book: VenueBook;
  #orders = 0;

  constructor(rules: VenueRules = FREE, cash: Number_ = 100_000, holding: Number_ = 0) {
    this.rules = rules;
    this.book = openVenueBook('USD', d(cash));
    if (holding !== 0) this.book = { ...this.book, balances: { ...this.book.balances, SYN: d(holding) } };
  }

  /** Gives an order and returns its id; throws when the venue refuses it. */
  order(side: Side, quantity: Number_, terms: OrderTerms, acceptedAt = T0, symbol = SYMBOL): string {
    const cause = this.refusal(side, quantity, terms, acceptedAt, symbol);
    if (cause !== null) throw new Error(cause);
    return `o${this.#orders}`;
  }

  refusal(side: Side, quantity: Number_, terms: OrderTerms, acceptedAt = T0, symbol = SYMBOL): string | null {
    const clientOrderId = `o${this.#orders + 1}`;
    const order = { clientOrderId, symbol, side, terms, quantity: d(quantity), acceptedAt };
    const outcome = acceptOrder(this.book, order, this.rules);
    if (outcome.kind === 'rejected') return outcome.cause;
    this.book = outcome.book;
    this.#orders += 1;
    return null;
  }

  bars(...bars: readonly Bar[]): this {
    return this.#apply(matchBars(this.book, bars, this.rules));
  }

  /** One bar after the other. */
  series(...bars: readonly Bar[]): this {
    for (const bar of bars) this.bars(bar);
    return this;
  }

  trade(price: Number_, time = T0, symbol = SYMBOL): this {
    return this.#apply(matchTrades(this.book, new Map([[symbol, { price: d(price), time }]]), this.rules));
  }

  balance(currency: string): string {
    return (this.book.balances[currency] ?? d(0)).toFixed();
  }

  get working(): string[] {
    return this.book.working.map(({ clientOrderId }) => clientOrderId);
  }

  #apply(result: MatchResult): this {
    this.book = result.book;
    this.results.push(result);
    for (const { side, quantity, price, fee, explanation } of result.executions) {
      const text = `${side} ${quantity.toFixed()} @ ${price.toFixed()}`;
      this.fills.push(`${text}${fee.isZero() ? '' : ` (${fee.toFixed()})`} ${explanation.trigger}`);
    }
    for (const { clientOrderId, status, cause } of result.closed)
      this.ends.push(`${clientOrderId} ${status}${cause === null ? '' : ` ${cause}`}`);
    return this;
  }
}
