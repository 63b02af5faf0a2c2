import type { AccountView } from '#application/ports/ledger.ts';
import { isEquity } from '#domain/risk/is-equity.ts';
import { type Bar, exact } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';

/** Three new shares for two old ones, on a day on which the market moves as well. */
const LEAST_JUMP = new Decimal('1.35');

/** Whether a share that is held opens so far from its mark that a split may be behind it of which the service has not told yet. `bars`: those since the mark, ascending for each symbol. */
export function hasJumped({ positions }: AccountView, bars: readonly Bar[]): boolean {
  const seen = new Set<string>();
  return bars.some((bar) => {
    if (seen.has(bar.symbol)) return false;
    seen.add(bar.symbol);
    const position = positions.get(bar.symbol);
    const mark = position?.mark ?? null;
    if (position === undefined || position.quantity.isZero() || mark === null || !isEquity(bar.symbol)) return false;
    const ratio = exact(bar, 'open').div(mark);
    return ratio.gte(LEAST_JUMP) || ratio.times(LEAST_JUMP).lte(1);
  });
}
