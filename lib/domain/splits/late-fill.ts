import type { Fill } from '../orders/fill.ts';
import { netQuantity } from '../orders/fill-amounts.ts';
import type { AttachedExits } from '../orders/order-intent.ts';
import { ZERO } from '../shared/decimal.ts';
import { exTime, newPrice, newPriceOrNull, newShares, type ShareRates, type Split } from './split.ts';

/**
 * The split that a fill was made before, and told after; `null`: it is of the shares that are traded now. Both times are the venue's.
 *
 * @param split the symbol's last one
 */
export function splitSince(fill: Pick<Fill, 'time' | 'venueTime'>, split: Split | undefined): Split | null {
  return split !== undefined && madeAt(fill) < exTime(split) ? split : null;
}

/** When the venue made it. */
export function madeAt({ time, venueTime }: Pick<Fill, 'time' | 'venueTime'>): number {
  return venueTime ?? time;
}

/** A fill of old shares as the same amount of money in new ones. */
export function inNewShares(fill: Fill, rates: ShareRates): Fill {
  const quantity = newShares(fill.quantity, rates);
  return { ...fill, quantity, price: newPrice(fill.price, rates), baseFee: newShares(fill.baseFee, rates) };
}

export function exitsInNewShares({ stopLoss, takeProfit }: AttachedExits, rates: ShareRates): AttachedExits {
  return { stopLoss: newPriceOrNull(stopLoss, rates), takeProfit: newPriceOrNull(takeProfit, rates) };
}

/** The entry that goes with a fill of old shares, so that the entries of a symbol add up to its position. */
export function companionOf(fill: Fill, rates: ShareRates): Fill {
  const more = netQuantity(inNewShares(fill, rates)).minus(netQuantity(fill));
  const isMore = !more.isNegative();
  const other = fill.side === 'buy' ? 'sell' : 'buy';
  return {
    ...fill,
    id: `${fill.id}~split`,
    clientOrderId: null,
    side: isMore ? fill.side : other,
    quantity: more.abs(),
    price: ZERO,
    notional: ZERO,
    fee: ZERO,
    baseFee: ZERO,
    otherFees: [],
    reason: null,
    explanation: null,
    provenance: { kind: 'split_fill', reconciliationId: null, of: fill.id },
  };
}
