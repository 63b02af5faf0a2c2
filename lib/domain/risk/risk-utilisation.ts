import type { Account } from '../accounts/account.ts';
import { minuteOf } from '../accounts/account-accounting.ts';
import { marginRatio } from '../accounts/margin.ts';
import type { Position } from '../accounts/position.ts';
import { Decimal, ZERO } from '../shared/decimal.ts';
import type { VenueRules } from '../simulation/venue-rules.ts';
import { openExposure, positionWorth } from './entry-figures.ts';
import type { RiskLimits } from './rule.ts';

/** How much of one limit is used up. */
export interface LimitUtilisation {
  readonly rule: string;
  readonly value: Decimal;
  readonly limit: Decimal;
  /** Value ÷ limit: 1 at the limit, below 0 never; `null` where there is nothing to divide by. A float, for people and for the ladder. */
  readonly used: number | null;
}

export interface RiskUtilisation {
  /** Every configured limit that holds at all times; limits of a single order have no utilisation. */
  readonly limits: readonly LimitUtilisation[];
  /** Maintenance margin ÷ equity, 1 where the venue liquidates; infinite without equity; `null` in a cash account. */
  readonly marginRatio: number | null;
}

/** The rows after a mark, and what limits them. */
export interface LimitedAccount {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
  readonly limits: RiskLimits;
  readonly venue: VenueRules;
}

/** The use of every limit after a mark. Working entries count as filled, so that the figure is what the gate goes by. */
export function riskUtilisation({ account, positions, limits, venue }: LimitedAccount): RiskUtilisation {
  const exposure = openExposure(positions.values());
  const committed = exposure.plus(account.reserved);
  return {
    limits: [
      ...lossLimits(account, limits),
      ...exposureLimits(account, committed, limits, venue),
      ...positionLimits(account, positions, limits),
    ],
    marginRatio: ratioOf(account.equity, exposure, venue),
  };
}

function lossLimits(account: Account, limits: RiskLimits): readonly LimitUtilisation[] {
  const { dayStartEquity, equity, peak } = account;
  const loss = Decimal.max(dayStartEquity.minus(equity), ZERO);
  const fall = Decimal.max(peak.minus(equity), ZERO);
  return [
    ...used('max_daily_loss', loss, limits.max_daily_loss),
    ...used('max_daily_loss_pct', share(loss, dayStartEquity), limits.max_daily_loss_pct),
    ...used('max_drawdown', share(fall, peak), limits.max_drawdown),
  ];
}

function exposureLimits(
  { equity }: Account,
  committed: Decimal,
  limits: RiskLimits,
  venue: VenueRules,
): readonly LimitUtilisation[] {
  const leverage = share(committed, equity);
  const margin = leverage?.div(venue.margin?.maxLeverage ?? 1) ?? null;
  const bound = limits.min_free_margin_pct === null ? null : new Decimal(1).minus(limits.min_free_margin_pct);
  const missing = limits.min_account_balance;
  return [
    ...used('max_portfolio_exposure', leverage, limits.max_portfolio_exposure),
    ...used('max_leverage', leverage, limits.max_leverage),
    ...used('min_free_margin_pct', margin, bound),
    ...(missing === null
      ? []
      : [{ rule: 'min_account_balance', value: equity, limit: missing, used: float(missing, equity) }]),
  ];
}

function positionLimits(
  account: Account,
  positions: ReadonlyMap<string, Position>,
  limits: RiskLimits,
): readonly LimitUtilisation[] {
  let largest = ZERO;
  for (const position of positions.values()) largest = Decimal.max(largest, positionWorth(position));
  const isThisMinute = account.minute === minuteOf(account.markedAt);
  return [
    ...used('max_position_size', largest, limits.max_position_size),
    ...used('max_position_pct_per_symbol', share(largest, account.equity), limits.max_position_pct_per_symbol),
    ...used('max_open_positions', new Decimal(account.openSymbols.size), decimalOf(limits.max_open_positions)),
    ...used(
      'max_orders_per_minute',
      new Decimal(isThisMinute ? account.ordersInMinute : 0),
      decimalOf(limits.max_orders_per_minute),
    ),
  ];
}

/** `value: null` where there is no equity left: something is committed to nothing. */
function used(rule: string, value: Decimal | null, limit: Decimal | null): readonly LimitUtilisation[] {
  if (limit === null) return [];
  return [{ rule, value: value ?? ZERO, limit, used: value === null ? null : float(value, limit) }];
}

function float(part: Decimal, whole: Decimal): number | null {
  return whole.gt(0) ? part.div(whole).toNumber() : null;
}

function share(part: Decimal, whole: Decimal): Decimal | null {
  return whole.gt(0) ? part.div(whole) : null;
}

function decimalOf(limit: number | null): Decimal | null {
  return limit === null ? null : new Decimal(limit);
}

function ratioOf(equity: Decimal, exposure: Decimal, venue: VenueRules): number | null {
  if (venue.margin === null) return null;
  return marginRatio(equity, exposure, venue.margin)?.toNumber() ?? Number.POSITIVE_INFINITY;
}
