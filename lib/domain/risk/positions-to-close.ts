import { marginRatio } from '../accounts/margin.ts';
import type { Position } from '../accounts/position.ts';
import { Decimal } from '../shared/decimal.ts';
import type { MarginRules } from '../simulation/venue-rules.ts';
import { openExposure, positionWorth } from './entry-figures.ts';
import type { LimitedAccount } from './risk-utilisation.ts';

/** Maintenance margin ÷ equity above which positions are closed, and down to which. */
const CLOSE_ABOVE = new Decimal('0.8');
const CLOSE_DOWN_TO = new Decimal('0.5');

/**
 * Symbols to close because of the margin, largest margin first, then by symbol: none up to a ratio of 0.8, above it as many as bring it
 * below 0.5. All of them when there is no equity left, none in a cash account.
 */
export function positionsToClose({ account, positions, venue }: LimitedAccount): readonly string[] {
  const { equity } = account;
  const rules = venue.margin;
  if (rules === null) return [];
  const open = [...positions.values()].filter((position) => !position.quantity.isZero()).sort(byMargin);
  let exposure = openExposure(open);
  if (!isAbove(CLOSE_ABOVE, equity, exposure, rules)) return [];
  const symbols: string[] = [];
  for (const position of open) {
    if (!isAtLeast(CLOSE_DOWN_TO, equity, exposure, rules)) break;
    symbols.push(position.symbol);
    exposure = exposure.minus(positionWorth(position));
  }
  return symbols;
}

function isAbove(limit: Decimal, equity: Decimal, exposure: Decimal, rules: MarginRules): boolean {
  return marginRatio(equity, exposure, rules)?.gt(limit) ?? true;
}

function isAtLeast(limit: Decimal, equity: Decimal, exposure: Decimal, rules: MarginRules): boolean {
  return marginRatio(equity, exposure, rules)?.gte(limit) ?? true;
}

/** One rate holds for all, so the largest position has the largest margin. */
function byMargin(a: Position, b: Position): number {
  return positionWorth(b).cmp(positionWorth(a)) || (a.symbol < b.symbol ? -1 : 1);
}
