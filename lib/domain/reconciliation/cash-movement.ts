import { type Decimal, ZERO } from '../shared/decimal.ts';

/** Money that came or went at the venue without a trade: a deposit, a dividend, a fee that is booked apart from its fill. */
export interface CashMovement {
  /** The venue's: the same in every answer. */
  readonly id: string;
  /** `transfer`: the owner's own money, neither profit nor drawdown; `result`: what the account has earned or paid. */
  readonly kind: 'transfer' | 'result';
  /** Signed, the account's currency. */
  readonly amount: Decimal;
  /** In the venue's words. */
  readonly what: string;
}

/**
 * The latest movements that come to exactly what the venue has more than the ledger. What was moved before the ledger was opened is in its opening cash, and what differs for another reason comes to
 * no such sum: then nothing is explained.
 *
 * @param movements those that the ledger does not have, the oldest first
 */
export function explainingMovements(
  movements: readonly CashMovement[],
  difference: Decimal,
): readonly CashMovement[] | null {
  let sum = ZERO;
  for (let from = movements.length - 1; from >= 0; from -= 1) {
    sum = sum.plus(movements[from]?.amount ?? ZERO);
    if (sum.eq(difference)) return movements.slice(from);
  }
  return null;
}
