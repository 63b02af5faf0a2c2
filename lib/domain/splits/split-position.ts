import type { Account } from '../accounts/account.ts';
import type { Rows } from '../accounts/account-accounting.ts';
import type { Holding, Position } from '../accounts/position.ts';
import type { Fill } from '../orders/fill.ts';
import { signedQuantity } from '../orders/fill-amounts.ts';
import { sequenceBehind } from '../orders/fill-sequence.ts';
import { restrictAccount } from '../risk/restrict-account.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import { exitsInNewShares, madeAt } from './late-fill.ts';
import { exTime, newPriceOrNull, newShares, type ShareRates, type Split, splitId } from './split.ts';

/** What a split does to the rows of its symbol. */
export type SplitRows =
  /** Nothing was held when it came. */
  | { readonly kind: 'not_held' }
  /** Shares were traded since it came and before it was known: old and new ones are counted together, and nobody can take them apart. */
  | { readonly kind: 'mixed'; readonly account: Account }
  /** `entry` tells the shares that came or went, so that the symbol's entries add up. */
  | ({ readonly kind: 'split'; readonly entry: Fill } & Rows);

/**
 * Old shares become new ones: of a position, of what is declared of it, and of every price that is kept of it. Cost, profit, cash and equity stay what they are.
 *
 * @param entries of the symbol, in their order
 * @param last sequence of the account's last entry
 */
export function splitRows(
  rows: Rows,
  split: Split,
  entries: readonly Fill[],
  { at, last }: { readonly at: Instant; readonly last: string },
): SplitRows {
  const { account, position } = rows;
  const since = entries.filter((entry) => madeAt(entry) >= exTime(split));
  const traded = since.reduce((sum, entry) => sum.plus(signedQuantity(entry)), ZERO);
  if (position.quantity.eq(traded)) return { kind: 'not_held' };
  if (since.some(({ quantity }) => !quantity.isZero()))
    return { kind: 'mixed', account: restrictAccount(account, 'split') };
  const quantity = newShares(position.quantity, split);
  const entry = entryOf(account, split, quantity.minus(position.quantity), at, last);
  const next = inNewSharesToo(position, quantity, split);
  return { kind: 'split', entry, account: { ...account, fillSeq: account.fillSeq + 1 }, position: next };
}

/** A mark of the day, of before the split was known, is of new shares already; and of its best prices nobody knows which they are of, so they begin there. */
function inNewSharesToo(position: Position, quantity: Decimal, split: Split): Position {
  const { adjustedQuantity, fillSeq, holding, mark, markTime } = position;
  const markSince = markTime !== null && markTime > exTime(split) ? mark : null;
  return {
    ...position,
    quantity,
    mark: markSince ?? newPriceOrNull(mark, split),
    holding: holding === null ? null : holdingInNewShares(holding, split, markSince),
    adjustedQuantity: newShares(adjustedQuantity, split),
    fillSeq: fillSeq + 1,
  };
}

function holdingInNewShares(holding: Holding, rates: ShareRates, markSince: Decimal | null): Holding {
  return {
    ...holding,
    attached: exitsInNewShares(holding.attached, rates),
    highest: markSince ?? newPriceOrNull(holding.highest, rates),
    lowest: markSince ?? newPriceOrNull(holding.lowest, rates),
  };
}

function entryOf({ account, sessionId }: Account, split: Split, more: Decimal, at: Instant, last: string): Fill {
  const id = splitId(split);
  const { newRate, oldRate, symbol } = split;
  return {
    account,
    symbol,
    id,
    sequence: sequenceBehind(last, id),
    clientOrderId: null,
    sessionId,
    side: more.isNegative() ? 'sell' : 'buy',
    quantity: more.abs(),
    price: ZERO,
    notional: ZERO,
    fee: ZERO,
    baseFee: ZERO,
    otherFees: [],
    time: at,
    venueTime: exTime(split),
    reason: null,
    explanation: null,
    provenance: { kind: 'split', reconciliationId: null, of: null, rates: { oldRate, newRate } },
  };
}
