import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { DayEquity } from './statistics/day-equity.ts';
import type { Drawdown } from './statistics/drawdown.ts';

/** What the equity of a run did. */
export interface EquityHistory {
  /** Bar closes at which the account was marked. */
  readonly bars: number;
  /** Those of them at which a position was held. */
  readonly exposedBars: number;
  /** Timestamp of the last bar; `null` without any. */
  readonly lastBarTime: Instant | null;
  /** As of the last bar; the initial balance without any. */
  readonly finalEquity: Decimal;
  readonly finalCash: Decimal;
  /** Mean over the bars; `null` without any. */
  readonly meanEquity: Decimal | null;
  readonly drawdown: Drawdown;
  /** Ascending. */
  readonly days: readonly DayEquity[];
}
