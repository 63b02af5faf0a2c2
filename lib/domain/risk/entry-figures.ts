import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { worstPrice } from '../orders/worst-price.ts';
import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';

/** What several rules need to know of an entry, computed once. Amounts in the quote currency. */
export interface EntryFigures {
  /** The price that the entry is judged by. */
  readonly price: Decimal;
  /** Quantity × price. */
  readonly notional: Decimal;
  /** Σ |position| × mark over the account. */
  readonly exposure: Decimal;
  /** What working entries and this one may come to. */
  readonly promised: Decimal;
  /** Value of the symbol's position once this entry and every working one are filled. */
  readonly positionAfter: Decimal;
}

/** The entry, and the rows that it would change. */
interface JudgedEntry {
  readonly intent: OrderIntent;
  readonly account: Account;
  readonly position: Position;
  readonly positions: ReadonlyMap<string, Position>;
}

export function entryFigures({ account, intent, position, positions }: JudgedEntry): EntryFigures {
  const price = worstPrice(intent);
  const notional = toMoney(intent.quantity.times(price));
  const held = position.quantity.isZero() ? ZERO : position.quantity.abs().times(intent.referencePrice);
  const working = position.entryReserved.isZero() ? ZERO : position.entryReserved.times(price);
  return {
    price,
    notional,
    exposure: openExposure(positions.values()),
    promised: account.reserved.plus(notional),
    positionAfter: toMoney(held.plus(working)).plus(notional),
  };
}

/** Σ |position| × mark; a position without a mark counts at its cost. */
export function openExposure(positions: Iterable<Position>): Decimal {
  let exposure = ZERO;
  for (const { cost, mark, quantity } of positions) {
    if (!quantity.isZero()) exposure = exposure.plus((mark === null ? cost : quantity.times(mark)).abs());
  }
  return toMoney(exposure);
}

/** |position| × mark; its cost where it has no mark. */
export function positionWorth({ cost, mark, quantity }: Position): Decimal {
  return toMoney(mark === null ? cost : quantity.times(mark)).abs();
}
