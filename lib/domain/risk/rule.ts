import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import type { Circuit } from '../brokers/circuit.ts';
import type { Order } from '../orders/order.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { Violation } from '../orders/violation.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { VenueRules } from '../simulation/venue-rules.ts';
import type { EntryFigures } from './entry-figures.ts';

export type { Violation };

/** Limits of one session; `null` switches a rule off. Ratios are fractions, money is in the account's currency. */
export interface RiskLimits {
  /** Notional of one entry. */
  readonly max_order_value: Decimal | null;
  /** Value of one symbol's position. */
  readonly max_position_size: Decimal | null;
  /** One entry's share of equity, and one symbol's position's. */
  readonly max_position_pct: Decimal | null;
  readonly max_position_pct_per_symbol: Decimal | null;
  /** Σ |position value| and working entries, share of equity. */
  readonly max_portfolio_exposure: Decimal | null;
  /** Σ |position value| and working entries ÷ equity. */
  readonly max_leverage: Decimal | null;
  /** Share of equity that no position's margin may take up. */
  readonly min_free_margin_pct: Decimal | null;
  readonly max_daily_loss: Decimal | null;
  readonly max_daily_loss_pct: Decimal | null;
  readonly max_drawdown: Decimal | null;
  readonly max_open_positions: number | null;
  /** Of bar returns over `correlation_window` bars. */
  readonly max_correlation: Decimal | null;
  readonly correlation_window: number;
  /** Annualised deviation of bar returns over the same window. */
  readonly max_volatility: Decimal | null;
  readonly max_orders_per_minute: number | null;
  readonly symbol_cooldown_seconds: number | null;
  readonly trading_hours_only: boolean;
  readonly min_account_balance: Decimal | null;
  /** Distance of a limit or stop price from the reference price. */
  readonly price_collar_pct: Decimal | null;
  readonly slippage_guard_bps: Decimal | null;
  readonly max_spread_bps: Decimal | null;
  readonly min_depth_notional: Decimal | null;
  /** Distance of the liquidation price from the reference price after the entry. */
  readonly min_liquidation_distance_pct: Decimal | null;
  /** `null`: as long as an entry lives. */
  readonly max_price_age_seconds: number | null;
  /** US margin rule 4210: fewer than four day trades in five days below 25,000 of equity. */
  readonly pattern_day_trader: boolean;
  /** Cash accounts: buys only with the proceeds of sales that have settled (one business day). */
  readonly settled_cash_only: boolean;
  readonly protections: readonly Protection[];
  /** `allow: null` admits every symbol that `deny` does not name. */
  readonly universe: { readonly allow: readonly string[] | null; readonly deny: readonly string[] };
}

/** Pauses after a bad stretch, as freqtrade knows them. They are evaluated at every mark and kept on the rows. */
export interface Protection {
  readonly method: 'stoploss_guard' | 'max_drawdown' | 'low_profit_symbols' | 'cooldown';
  /** Bars that it looks back, and bars that it pauses for. */
  readonly lookback_bars: number;
  readonly pause_bars: number;
  /** Trades in the look-back that it takes to act (`cooldown`: none). */
  readonly trade_limit: number;
  /** `stoploss_guard`: only the symbol that was stopped out is counted and paused. */
  readonly only_per_symbol: boolean;
  /** `max_drawdown`: of the look-back; `low_profit_symbols`: the least profit, a fraction of what was entered. */
  readonly threshold: Decimal | null;
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
  /** Steps and margin rules of the venue. */
  readonly venue: VenueRules;
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  /** Milliseconds after which a price is too old to judge an entry by. */
  readonly maxPriceAge: number;
  /** Milliseconds after which a mark of the account is too old to judge an entry by. */
  readonly maxAccountAge: number;
  /** Day trades in the last five business days; `null`: not known. Only `pattern_day_trader` asks. */
  readonly dayTrades: number | null;
  /** Proceeds of sales that have not settled; `null`: not known. Only `settled_cash_only` asks. */
  readonly unsettledCash: Decimal | null;
  /** Of the way to the broker; `null`: nothing has ever gone wrong there. */
  readonly circuit: Circuit | null;
  /** The order that this intent id already has, if any. */
  readonly existing: Order | null;
}

/** A rule of every order returns its violation, or `null` when it is kept. It never throws for bad market data: it denies. */
export type RiskRule = (input: RiskInput) => Violation | null;

/** A rule of entries only: exits are never judged by it. */
export type EntryRule = (input: RiskInput, figures: EntryFigures) => Violation | null;
