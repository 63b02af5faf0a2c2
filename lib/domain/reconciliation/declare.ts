import type { Account } from '../accounts/account.ts';
import { applyFill, type FillResult, type Rows } from '../accounts/account-accounting.ts';
import type { Fill } from '../orders/fill.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { CashMovement } from './cash-movement.ts';

/** A synthetic entry as a fill, with a note on the symbol's row of what waits for the real one. */
export function declareFill(rows: Rows, entry: Fill, at: Instant, lot: Decimal): FillResult {
  const after = applyFill(rows, null, entry, at, lot);
  if (entry.provenance?.kind !== 'position') return after;
  const [was, is] = [rows.position, after.position];
  return {
    ...after,
    position: {
      ...is,
      adjustedQuantity: was.adjustedQuantity.plus(is.quantity).minus(was.quantity),
      adjustedCost: was.adjustedCost.plus(is.cost).minus(was.cost),
      adjustedRealized: was.adjustedRealized.plus(is.realizedPnl).minus(was.realizedPnl),
      adjustedAt: at,
    },
  };
}

/** Cash that came or went. Of a transfer, and where nobody knows, what equity is compared with moves along, so that it is neither profit nor drawdown; a result is either. */
export function declareCash(account: Account, amount: Decimal, kind: CashMovement['kind'] = 'transfer'): Account {
  const ground = kind === 'transfer' ? amount : ZERO;
  return {
    ...account,
    cash: account.cash.plus(amount),
    equity: account.equity.plus(amount),
    peak: account.peak.plus(ground),
    dayStartEquity: account.dayStartEquity.plus(ground),
    fillSeq: account.fillSeq + 1,
  };
}
