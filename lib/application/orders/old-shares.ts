import type { AccountView } from '#application/ports/ledger.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { Violation } from '#domain/orders/violation.ts';
import { toIso } from '#domain/shared/instant.ts';
import { exTime } from '#domain/splits/split.ts';

/** An entry that was decided by a price of before the symbol's last split: its quantity and its worth are of old shares. Exits are fitted to what is held. */
export function oldShares(
  { kind, referenceTime, symbol }: Pick<OrderIntent, 'kind' | 'referenceTime' | 'symbol'>,
  { splits }: Pick<AccountView, 'splits'>,
): readonly Violation[] {
  const note = splits.notes.get(symbol);
  if (kind !== 'entry' || note === undefined || referenceTime >= exTime(note)) return [];
  return [{ rule: 'old_shares', limit: toIso(exTime(note)), value: toIso(referenceTime), unit: 'time of the price' }];
}
