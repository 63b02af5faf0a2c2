import type { Rows } from '../accounts/account-accounting.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import { baseFeeValue } from '../orders/fill-amounts.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { bookShares } from './book-shares.ts';
import type { Facts, ListedFill } from './facts.ts';

/** Where the ledger will be when everything that the broker lists is in. */
export interface Settled {
  readonly cash: Decimal;
  readonly quantities: ReadonlyMap<string, Decimal>;
  /** Fills that the ledger does not have; `isLate`: one of which something was declared. */
  readonly missed: readonly { readonly listed: ListedFill; readonly isLate: boolean }[];
  /** What was missed of each of our orders. */
  readonly missedOf: ReadonlyMap<string, Decimal>;
  /** What the broker took more for a fill than the ledger booked, each not zero. */
  readonly fees: readonly { readonly listed: ListedFill; readonly missing: Decimal }[];
}

/** Books the listed fills as the fill path will, on paper: what is still different then, no fill explains. */
export function settleFills(facts: Facts, isOnOurClock: boolean): Settled {
  let { account } = facts;
  const positions = new Map(facts.positions);
  const missed: { readonly listed: ListedFill; readonly isLate: boolean }[] = [];
  const missedOf = new Map<string, Decimal>();
  const fees: { readonly listed: ListedFill; readonly missing: Decimal }[] = [];
  for (const listed of facts.fills) {
    const { fill, known, order } = listed;
    if (known !== null) {
      const missing = quoteFee(fill).minus(quoteFee(known.fill)).minus(known.feeAdjusted);
      if (!missing.isZero()) fees.push({ listed, missing });
      continue;
    }
    const before: Rows = { account, position: positions.get(fill.symbol) ?? emptyPosition(fill.symbol) };
    const terms = { at: fill.time, lot: ZERO, isOnOurClock, split: facts.splits.get(fill.symbol) };
    const after = bookShares(before, order, fill, terms);
    account = after.account;
    positions.set(fill.symbol, after.position);
    missed.push({ listed, isLate: after.reversal !== null });
    if (order !== null) add(missedOf, order.intent.clientOrderId, fill.quantity);
  }
  const feesMissing = fees.reduce((sum, { missing }) => sum.plus(missing), ZERO);
  const quantities = new Map([...positions].map(([symbol, { quantity }]) => [symbol, quantity]));
  return { cash: account.cash.minus(feesMissing), quantities, missed, missedOf, fees };
}

/** Without what was taken in the base currency, of which the ledger books only what the position can pay. */
function quoteFee(fill: ListedFill['fill']): Decimal {
  return fill.fee.minus(baseFeeValue(fill));
}

function add(sums: Map<string, Decimal>, key: string, amount: Decimal): void {
  sums.set(key, (sums.get(key) ?? ZERO).plus(amount));
}
