import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import type { Order } from '../orders/order.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { Violation } from '../orders/violation.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

export type { Violation };

/** Limits of one session; `null` switches a rule off. Ratios are fractions, money is in the account's currency. */
export interface RiskLimits {
  readonly max_order_value: Decimal | null;
  readonly max_position_size: Decimal | null;
  readonly max_position_pct: Decimal | null;
  readonly max_portfolio_exposure: Decimal | null;
  readonly max_open_positions: number | null;
  readonly max_daily_loss_pct: Decimal | null;
  readonly max_orders_per_minute: number | null;
  /** `allow: null` admits every symbol that `deny` does not name. */
  readonly universe: { readonly allow: readonly string[] | null; readonly deny: readonly string[] };
}

/** Everything a rule may look at. Pure data: the same input gives the same verdict. */
export interface RiskInput {
  readonly intent: OrderIntent;
  readonly account: Account;
  /** The intent's symbol; an empty position where there is none. */
  readonly position: Position;
  /** All positions of the account, by symbol. */
  readonly positions: ReadonlyMap<string, Position>;
  readonly limits: RiskLimits;
  readonly now: Instant;
  /** Milliseconds after which a price is too old to judge an entry by. */
  readonly maxPriceAge: number;
  /** Milliseconds after which a mark of the account is too old to judge an entry by. */
  readonly maxAccountAge: number;
  /** The order that this intent id already has, if any. */
  readonly existing: Order | null;
}

/** A rule returns its violation, or `null` when it is kept. It never throws for bad market data: it denies. */
export type RiskRule = (input: RiskInput) => Violation | null;
