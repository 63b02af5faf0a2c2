import type { Decimal } from '../shared/decimal.ts';
import type { Fixed } from '../shared/fixed.ts';
import type { Instant } from '../shared/instant.ts';

/** The account at the close of one bar: a row of `pnl.csv`. Amounts in the account's currency. */
export interface EquitySnapshot {
  /** Timestamp (open) of the bar at whose close the account was marked. */
  readonly barTime: Instant;
  readonly equity: Fixed;
  readonly cash: Fixed;
  /** Signed quantity; `null` when the session trades several symbols. */
  readonly positionQuantity: Decimal | null;
  readonly positionValue: Fixed;
  /** Net of every fee paid so far, so that equity − opening balance = realised + unrealised. */
  readonly realizedPnl: Fixed;
  readonly unrealizedPnl: Fixed;
  /** Fraction below the highest equity so far, the opening balance included; at the money scale, half-even. */
  readonly drawdown: Fixed;
}
