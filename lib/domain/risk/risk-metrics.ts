import { positionValue, unrealizedPnl } from '../accounts/position-accounting.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type LimitedAccount, riskUtilisation } from './risk-utilisation.ts';

/** The risk of an account at its last mark. Money in its currency. */
export interface RiskMetrics {
  readonly openPositions: number;
  /** Σ |position value|, at the last marks; at cost where there is none. */
  readonly totalExposure: Decimal;
  readonly unrealizedPnl: Decimal;
  /** Equity − equity that the UTC day began with. */
  readonly dailyPnl: Decimal;
  /** Exposure ÷ equity: 1 is everything invested, more is borrowed. `null` when the equity is not above 0. */
  readonly leverage: number | null;
  /** Fall from the highest equity so far, as a fraction of it. */
  readonly drawdown: number | null;
  /** Maintenance margin ÷ equity; `null` in a cash account. */
  readonly marginRatio: number | null;
  /** By limit, value ÷ limit: 1 and more is at or over it. Limits that are off are left out. */
  readonly utilisation: Readonly<Record<string, number | null>>;
}

/** Exposure is gross: a long and a short do not offset each other. */
export function riskMetrics(limited: LimitedAccount): RiskMetrics {
  const { equity, peak, dayStartEquity } = limited.account;
  const open = [...limited.positions.values()].filter(({ quantity }) => !quantity.isZero());
  const worth = open.map((one) => (one.mark === null ? one.cost : positionValue(one, one.mark)));
  const exposure = worth.reduce((sum, value) => sum.plus(value.abs()), ZERO);
  const { limits, marginRatio } = riskUtilisation(limited);
  return {
    openPositions: open.length,
    totalExposure: exposure,
    unrealizedPnl: open.reduce((sum, one) => (one.mark === null ? sum : sum.plus(unrealizedPnl(one, one.mark))), ZERO),
    dailyPnl: equity.minus(dayStartEquity),
    leverage: equity.gt(0) ? exposure.div(equity).toNumber() : null,
    drawdown: peak.gt(0) ? peak.minus(equity).div(peak).toNumber() : null,
    marginRatio,
    utilisation: Object.fromEntries(limits.map(({ rule, used }) => [rule, used])),
  };
}
