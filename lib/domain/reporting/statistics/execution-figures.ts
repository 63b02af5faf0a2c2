import type { Fill } from '../../orders/fill.ts';
import { type Decimal, ZERO } from '../../shared/decimal.ts';
import { isOfSplit } from '../../splits/split-entries.ts';
import { isFunding } from '../round-trips.ts';
import { ratio } from './moments.ts';

const BASIS_POINTS = 10_000;

/** What trading itself was and cost. Money in the quote currency. */
export interface ExecutionFigures {
  /** Fills, funding and the entries of splits left out. */
  readonly trades: number;
  readonly tradedNotional: Decimal;
  /** Every fee in the quote and base currencies, funding included. */
  readonly fees: Decimal;
  /** Fees in other currencies, by currency, in that currency: of no known value here. */
  readonly otherFees: ReadonlyMap<string, Decimal>;
  /** Paid (> 0) or received. */
  readonly funding: Decimal;
  readonly slippageBps: number | null;
}

export function executionFigures(fills: readonly Fill[]): ExecutionFigures {
  const trades = fills.filter((fill) => !isFunding(fill) && !isOfSplit(fill));
  const sum = (of: readonly Fill[], amount: 'notional' | 'fee'): Decimal =>
    of.reduce((total, fill) => total.plus(fill[amount]), ZERO);
  return {
    trades: trades.length,
    tradedNotional: sum(trades, 'notional'),
    fees: sum(fills, 'fee'),
    otherFees: otherFees(fills),
    funding: sum(fills.filter(isFunding), 'fee'),
    slippageBps: slippageBps(trades),
  };
}

function otherFees(fills: readonly Fill[]): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const fill of fills)
    for (const { currency, amount } of fill.otherFees) sums.set(currency, (sums.get(currency) ?? ZERO).plus(amount));
  return sums;
}

/** Σ traded notional, both ways, ÷ mean equity over the bars; `null` without a bar, or when the mean is not above 0. */
export function turnover(tradedNotional: Decimal, meanEquity: Decimal | null): number | null {
  return meanEquity?.gt(0) ? ratio(tradedNotional, meanEquity) : null;
}

/**
 * Cost of the fills against their reference prices in basis points, weighted by notional: a buy costs price ÷ reference − 1, a sell the
 * negative of it. `null` when no fill has a reference price. Perold (1988), The Implementation Shortfall: Paper versus Reality, for the part between
 * decision and fill.
 */
export function slippageBps(fills: readonly Fill[]): number | null {
  let weighted = 0;
  let notional = 0;
  for (const fill of fills) {
    const reference = fill.explanation?.referencePrice ?? ZERO;
    if (isFunding(fill) || reference.lte(0)) continue;
    const rise = fill.price.minus(reference).toNumber() / reference.toNumber();
    const weight = fill.notional.toNumber();
    weighted += (fill.side === 'buy' ? rise : -rise) * weight;
    notional += weight;
  }
  const cost = (weighted * BASIS_POINTS) / notional;
  return Number.isFinite(cost) ? cost + 0 : null;
}
