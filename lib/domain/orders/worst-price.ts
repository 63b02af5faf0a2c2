import { Decimal } from '../shared/decimal.ts';
import type { OrderIntent } from './order-intent.ts';

/**
 * The price that an order is judged and reserved by, quote currency: the one that makes its notional the largest that its terms
 * allow for. A market order has its reference price, since what it pays is not known before. A buy limit never pays more than its limit; a
 * buy stop is triggered at or above its stop, so the larger of stop (or limit) and reference counts; a sale that opens a short brings at least
 * its limit, so there the larger counts as well.
 */
export function worstPrice(intent: Pick<OrderIntent, 'referencePrice' | 'side' | 'terms'>): Decimal {
  const { referencePrice: reference, side, terms } = intent;
  const own = terms.limitPrice ?? terms.stopPrice;
  if (own === null) return reference;
  return side === 'buy' && terms.type === 'limit' ? own : Decimal.max(reference, own);
}
