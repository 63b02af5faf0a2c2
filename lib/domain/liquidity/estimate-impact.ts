import type { Side } from '../orders/order-intent.ts';
import type { Bar } from '../shared/bar.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { VenueRules } from '../simulation/venue-rules.ts';
import { type OrderBook, walkBook } from './order-book.ts';

/** What an order is going to meet. */
export interface ImpactTerms {
  readonly side: Side;
  readonly venue: VenueRules;
  /** The last bar that has closed; `null`: none. */
  readonly bar: Pick<Bar, 'open' | 'high' | 'low' | 'volume'> | null;
  /** The book of the moment; `null`: not known. */
  readonly book: OrderBook | null;
}

const BASIS_POINTS = 10_000;

/**
 * Expected cost of taking `quantity`, basis points against the mid or the reference price: by walking the book where there is one, else by the
 * models that the venue fills with, on the last bar: fixed slippage + volume slippage × share² + impact × range ÷ open × √share. No more than
 * `maxVolumeShare` of a bar is taken at once, the rest waits, so the share stops there. `null` when it cannot be told: the book does
 * not hold the quantity, or a model needs a volume and there is none.
 */
export function estimateImpactBps(quantity: Decimal, { side, venue, bar, book }: ImpactTerms): number | null {
  if (book !== null) {
    const { costBps, unfilled } = walkBook(book, side, quantity);
    return unfilled.gt(0) ? null : costBps;
  }
  const fixed = venue.slippageRate.toNumber() * BASIS_POINTS;
  if (venue.volumeSlippage === null && venue.impactCoefficient === null) return fixed;
  if (bar === null || !(bar.volume > 0)) return null;
  const share = Math.min(
    quantity.toNumber() / bar.volume,
    venue.maxVolumeShare?.toNumber() ?? Number.POSITIVE_INFINITY,
  );
  const bySlippage = (venue.volumeSlippage?.toNumber() ?? 0) * share * share;
  const range = (bar.high - bar.low) / bar.open;
  const byImpact = (venue.impactCoefficient?.toNumber() ?? 0) * range * Math.sqrt(share);
  return fixed + (bySlippage + byImpact) * BASIS_POINTS;
}
