import type { MarketData } from '#application/ports/market-data.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import type { NewFillsDeps } from '#application/tracking/apply-new-fills.ts';
import type { ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import type { Decimal } from '#domain/shared/decimal.ts';

/** `reconciliation` of the configuration. */
export interface ReconciliationRules {
  readonly mode: ReconciliationMode;
  /** Whether it is made by itself: nobody else trades at the simulated venue, whose book is in the same table. */
  readonly isOutside: boolean;
  /** Milliseconds between two of them, at an outside broker. */
  readonly interval: number;
  /** Milliseconds that an operator has to decide. */
  readonly approvalTimeout: number;
  /** A difference of cash up to this is the venue's rounding. */
  readonly cashTolerance: Decimal;
}

export interface ReconcileDeps extends NewFillsDeps {
  readonly marketData: MarketData;
  readonly splits?: SplitSource | undefined;
  readonly reconciliation: ReconciliationRules;
}
