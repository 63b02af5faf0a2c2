import type { Fill } from '../orders/fill.ts';
import { baseFeeValue } from '../orders/fill-amounts.ts';
import type { Order } from '../orders/order.ts';
import { NO_RESERVATION, reservationOf } from '../orders/reservation.ts';
import { Decimal, ZERO } from '../shared/decimal.ts';
import { parseSymbol } from '../shared/symbol.ts';
import type { Position } from './position.ts';

/**
 * The fill as the ledger books it: its base fee is at most what the position can pay.
 *
 * A venue takes a fee in the base currency (spot only) from what a buy brings, and of a sell from coins that no working order holds. What the position does
 * not have free then was paid with coins of the account that the ledger does not count, such as a stock of BNB kept for fees. That part is a fee
 * in another currency: it stays on the fill, among `otherFees`, and moves neither position nor cash. So the fee of a sell takes a position down to zero at
 * most, it never eats what other exits, or the rest of this one, are going to sell, and no exit ends in a short of dust. Only a sale of more than is
 * held turns a position over.
 *
 * @param order the order that the fill executes, before the fill; `null`: none of ours
 */
export function withPayableFees(fill: Fill, position: Position, order: Order | null): Fill {
  if (fill.baseFee.lte(ZERO)) return fill;
  const payable = fill.side === 'buy' ? fill.quantity : freeAfterSale(fill, position, order);
  if (fill.baseFee.lte(payable)) return fill;
  const booked = { ...fill, baseFee: payable };
  return {
    ...booked,
    fee: fill.fee.minus(baseFeeValue(fill)).plus(baseFeeValue(booked)),
    otherFees: [...fill.otherFees, { currency: parseSymbol(fill.symbol).base, amount: fill.baseFee.minus(payable) }],
  };
}

/** What is held after the sale, without what working exits still hold. */
function freeAfterSale({ quantity }: Fill, position: Position, order: Order | null): Decimal {
  const { exitQuantity } = order === null ? NO_RESERVATION : reservationOf(order);
  const stillReserved = position.exitReserved.minus(Decimal.min(quantity, exitQuantity));
  return Decimal.max(position.quantity.minus(quantity).minus(stillReserved), ZERO);
}
