import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** What splits are known and applied with. */
export interface SplitDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'symbols'>;
  /** Left out where the venue has none: it trades no equities, or never splits them. */
  readonly splits?: SplitSource | undefined;
}
