import type { Decimal } from '../shared/decimal.ts';

/** When positions are left, besides by their strategy. `null` switches a rule off. Fractions of the average entry price. */
export interface ExitRules {
  readonly stopLossPct: Decimal | null;
  readonly takeProfitPct: Decimal | null;
  /** Distance behind the best price since the entry. */
  readonly trailingStopPct: Decimal | null;
  /** Bars that a position is held, the entry's own included. */
  readonly timeExitBars: number | null;
  /** Unrealised profit, and loss (positive), in the account's currency. */
  readonly profitExitAmount: Decimal | null;
  readonly lossExitAmount: Decimal | null;
}

export const NO_EXITS: ExitRules = {
  stopLossPct: null,
  takeProfitPct: null,
  trailingStopPct: null,
  timeExitBars: null,
  profitExitAmount: null,
  lossExitAmount: null,
};

/** Whether any of the rules is on. */
export function hasExits(rules: ExitRules): boolean {
  return Object.values(rules).some((rule) => rule !== null);
}
