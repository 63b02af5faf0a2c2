import { type Decimal, toMoney, ZERO } from '../../shared/decimal.ts';
import { type Instant, MINUTE } from '../../shared/instant.ts';
import type { Execution, VenueBook } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';
import { heldQuantity, holdsOnMargin, lastPriceOf } from './margin-account.ts';
import { settle } from './settle.ts';

/** 00:00, 08:00 and 16:00 UTC. */
const INTERVAL = 8 * 60 * MINUTE;

export interface Funded {
  readonly book: VenueBook;
  readonly execution: Execution | null;
}

/**
 * Settles the funding of a symbol for every 00:00, 08:00 and 16:00 UTC since the last time and up to `until`: one execution of quantity 0 whose fee is
 * `value of the position at its last price × fundingRate` for each of them. A long pays a positive rate and a short receives it (a negative fee).
 */
export function settleFunding(book: VenueBook, symbol: string, until: Instant, rules: VenueRules): Funded {
  const rate = rules.margin?.fundingRate;
  if (rate === undefined || rate.isZero()) return { book, execution: null };
  const times = fundingsDue(book, symbol, until);
  if (times <= 0 || !holdsOnMargin(book, symbol)) return { book: fundedUntil(book, symbol, until), execution: null };
  const price = lastPriceOf(book, symbol);
  const fee = toMoney(heldQuantity(book, symbol).times(price).times(rate)).times(times);
  const execution = fundingExecution(book, symbol, Math.floor(until / INTERVAL) * INTERVAL, { fee, price, rate });
  return { book: fundedUntil(settle(book, execution, true), symbol, until), execution };
}

/** How many funding times have passed since the last that was settled. */
export function fundingsDue(book: VenueBook, symbol: string, until: Instant): number {
  const since = Math.max(book.fundedUntil[symbol] ?? 0, book.matchedBars[symbol] ?? until);
  return Math.floor(until / INTERVAL) - Math.floor(since / INTERVAL);
}

function fundedUntil(book: VenueBook, symbol: string, until: Instant): VenueBook {
  if ((book.fundedUntil[symbol] ?? 0) >= until) return book;
  return { ...book, fundedUntil: { ...book.fundedUntil, [symbol]: until } };
}

function fundingExecution(
  book: VenueBook,
  symbol: string,
  time: Instant,
  { fee, price, rate }: { fee: Decimal; price: Decimal; rate: Decimal },
): Execution {
  const sequence = book.executions + 1;
  return {
    id: `funding#${time}#${sequence}`,
    sequence,
    clientOrderId: null,
    symbol,
    side: heldQuantity(book, symbol).isNegative() ? 'sell' : 'buy',
    quantity: ZERO,
    price,
    notional: ZERO,
    fee,
    baseFee: ZERO,
    time,
    explanation: {
      trigger: 'funding',
      referencePrice: price,
      slippageBps: ZERO,
      impactBps: ZERO,
      liquidity: 'taker',
      feeRate: rate,
      feeTier: 0,
      barTime: time,
      limitedBy: null,
    },
  };
}
