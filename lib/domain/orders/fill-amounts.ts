import { type Decimal, toMoney } from '../shared/decimal.ts';
import type { Fill } from './fill.ts';

type Amounts = Pick<Fill, 'side' | 'quantity' | 'price' | 'notional' | 'fee' | 'baseFee'>;

/**
 * What a fill moves of the base currency, without a sign: more goes than was sold, and less comes than was bought, by the fee that the venue took in it.
 * Fees in other currencies move neither balance.
 */
export function netQuantity({ side, quantity, baseFee }: Pick<Amounts, 'side' | 'quantity' | 'baseFee'>): Decimal {
  if (baseFee.isZero()) return quantity;
  return side === 'buy' ? quantity.minus(baseFee) : quantity.plus(baseFee);
}

/** What a fill changes the base balance by, and the position with it: a buy of q adds q − base fee, a sell of q takes q + base fee. */
export function signedQuantity(fill: Pick<Amounts, 'side' | 'quantity' | 'baseFee'>): Decimal {
  const net = netQuantity(fill);
  return fill.side === 'buy' ? net : net.negated();
}

/** Value of the fee that was taken in the base currency, quote currency: part of `fee`. */
export function baseFeeValue({ baseFee, price }: Pick<Amounts, 'baseFee' | 'price'>): Decimal {
  return baseFee.isZero() ? baseFee : toMoney(baseFee.times(price));
}

/** Value of `netQuantity` at the fill's price, quote currency. */
export function netNotional(fill: Pick<Amounts, 'side' | 'price' | 'notional' | 'baseFee'>): Decimal {
  if (fill.baseFee.isZero()) return fill.notional;
  const taken = baseFeeValue(fill);
  return fill.side === 'buy' ? fill.notional.minus(taken) : fill.notional.plus(taken);
}

/** What a fill takes from the quote balance (< 0: what it brings): the notional, and the fees that were not taken in the base currency. */
export function quotePaid(fill: Amounts): Decimal {
  const net = netNotional(fill);
  return (fill.side === 'buy' ? net : net.negated()).plus(fill.fee);
}
