import { applyFill, type FillResult, type Rows } from '../accounts/account-accounting.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import { companionOf, inNewShares, splitSince } from '../splits/late-fill.ts';
import type { Split } from '../splits/split.ts';
import { reverseAdjustment } from './reverse-adjustment.ts';

export interface BookedShares extends FillResult {
  /** The entry that takes back what was declared in the fill's place. */
  readonly reversal: Fill | null;
  /** The entry that makes new shares of the old ones of the fill. */
  readonly companion: Fill | null;
}

export interface BookingTerms {
  readonly at: Instant;
  readonly lot: Decimal;
  /** Whether the venue's times can be compared with ours. */
  readonly isOnOurClock: boolean;
  /** The last split of the symbol. */
  readonly split: Split | undefined;
}

/** Books a fill of the venue: what was declared in its place is taken back, and one that was made before a split and told after it moves the position by what its shares are now. */
export function bookShares(
  rows: Rows,
  order: Order | null,
  told: Fill,
  { at, isOnOurClock, lot, split }: BookingTerms,
): BookedShares {
  const since = splitSince(told, split);
  const moved = since === null ? told : inNewShares(told, since);
  const reversal = reverseAdjustment(rows, moved, order, isOnOurClock);
  const result = applyFill(reversal?.rows ?? rows, order, told, at, lot, since);
  return {
    ...result,
    reversal: reversal?.entry ?? null,
    companion: since === null ? null : companionOf(result.fill, since),
  };
}
