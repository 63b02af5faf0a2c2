import type { LeveragedPosition } from '../accounts/margin.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type EntryFigures, positionWorth } from './entry-figures.ts';
import type { RiskInput } from './rule.ts';

/*
 * The most that working entries and a new one may come to together, by each limit that holds for the account as a whole. A rule compares it
 * with what is promised; the authorising write binds it (authorisation-bounds.ts), so that rule and write cannot disagree.
 * Quote currency; `null` where the limit is off.
 */

type Capacity<Result> = (input: RiskInput, figures: EntryFigures) => Result;

/** A cash account has its cash; on margin it is equity × the venue's leverage, less what is open. */
export const buyingPowerCapacity: Capacity<Decimal> = ({ account, venue }, { exposure }) =>
  venue.margin === null ? account.cash : account.equity.times(venue.margin.maxLeverage).minus(exposure);

export const exposureCapacity: Capacity<Decimal | null> = ({ account, limits }, { exposure }) => {
  const limit = limits.max_portfolio_exposure;
  return limit === null ? null : limit.times(account.equity).minus(exposure);
};

export const leverageCapacity: Capacity<Decimal | null> = ({ account, limits }, { exposure }) => {
  const limit = limits.max_leverage;
  return limit === null ? null : limit.times(account.equity).minus(exposure);
};

/** Initial margin (exposure ÷ the venue's leverage; all of it in a cash account) must leave a share of equity free. */
export const freeMarginCapacity: Capacity<Decimal | null> = ({ account, limits, venue }, { exposure }) => {
  const limit = limits.min_free_margin_pct;
  if (limit === null) return null;
  const usable = account.equity.minus(limit.times(account.equity));
  return (venue.margin === null ? usable : usable.times(venue.margin.maxLeverage)).minus(exposure);
};

/** Cash without the proceeds that have not settled; nothing while these are not known. Sales need none. */
export const settledCashCapacity: Capacity<Decimal | null> = ({ account, intent, limits, unsettledCash }) => {
  if (!limits.settled_cash_only || intent.side === 'sell') return null;
  return unsettledCash === null ? ZERO : account.cash.minus(unsettledCash);
};

/**
 * Working entries add to the exposure that must be maintained, and so bring the liquidation price nearer: solved for what they may come to while
 * it stays `min_liquidation_distance_pct` away.
 */
export const liquidationCapacity: Capacity<Decimal | null> = (input, figures) => {
  const rate = input.venue.margin?.maintenanceRate ?? ZERO;
  const cover = liquidationCover(input, figures);
  return cover === null ? null : cover.covered.div(rate).minus(cover.otherExposure).plus(figures.notional);
};

/** At the nearest liquidation price allowed: the maintenance margin that other exposure may need, and that exposure without working entries. */
export interface LiquidationCover {
  readonly covered: Decimal;
  readonly otherExposure: Decimal;
}

/** `null`: no limit, or nobody who would liquidate. The terms are those of `liquidationPrice`. */
export function liquidationCover(input: RiskInput, figures: EntryFigures): LiquidationCover | null {
  const distance = input.limits.min_liquidation_distance_pct;
  const rate = input.venue.margin?.maintenanceRate ?? ZERO;
  if (distance === null || rate.isZero()) return null;
  const { otherEquity, otherExposure, quantity } = positionOnCredit(input, figures);
  const reference = input.intent.referencePrice;
  const nearest = reference.plus(reference.times(quantity.isNegative() ? distance : distance.negated()));
  const own = quantity.minus(quantity.abs().times(rate));
  return { covered: otherEquity.plus(nearest.times(own)), otherExposure };
}

/** The position after the entry, and what else the account has, without working entries. */
export function positionOnCredit(
  { account, intent, position }: RiskInput,
  { exposure, notional }: EntryFigures,
): LeveragedPosition {
  const direction = intent.side === 'buy' ? 1 : -1;
  const worth = positionWorth(position);
  const heldValue = position.quantity.isNegative() ? worth.negated() : worth;
  return {
    quantity: position.quantity.plus(intent.quantity.times(direction)),
    otherEquity: account.equity.minus(heldValue).minus(notional.times(direction)),
    otherExposure: exposure.minus(worth),
  };
}

export const ACCOUNT_CAPACITIES: readonly Capacity<Decimal | null>[] = [
  buyingPowerCapacity,
  exposureCapacity,
  leverageCapacity,
  freeMarginCapacity,
  settledCashCapacity,
  liquidationCapacity,
];
