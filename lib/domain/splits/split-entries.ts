import type { Fill } from '../orders/fill.ts';
import { inNewShares } from './late-fill.ts';
import type { ShareRates } from './split.ts';

/** Whether an entry tells of a split, not of a trade. */
export function isOfSplit({ provenance }: Fill): boolean {
  return provenance?.kind.startsWith('split') === true;
}

/**
 * The entries as a position was moved by them, in their order: a fill that was told after a split and sorts behind it is of new shares. One that sorts before it becomes so with all that
 * was held then.
 */
export function inTheirShares(fills: readonly Fill[]): readonly Fill[] {
  const late = new Set(
    fills.flatMap(({ provenance, symbol }) =>
      provenance?.kind === 'split_fill' ? [`${symbol}#${provenance.of}`] : [],
    ),
  );
  const splits = new Map<string, ShareRates>();
  return fills.flatMap((fill) => {
    const { id, provenance, symbol } = fill;
    if (provenance?.kind === 'split_fill') return [];
    if (provenance?.kind === 'split' && provenance.rates !== undefined) splits.set(symbol, provenance.rates);
    const rates = late.has(`${symbol}#${id}`) ? splits.get(symbol) : undefined;
    return [rates === undefined ? fill : inNewShares(fill, rates)];
  });
}
