import type { Account } from '../../accounts/account.ts';
import type { Position } from '../../accounts/position.ts';
import { positionValue, unrealizedPnl } from '../../accounts/position-accounting.ts';
import { type Decimal, ZERO } from '../../shared/decimal.ts';
import { ratio } from './moments.ts';

/** How far a limit is used: both in its own unit. `limit` is `null` when it is off. */
export interface LimitUse {
  readonly rule: string;
  readonly value: Decimal;
  readonly limit: Decimal | null;
}

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
  /** By rule, value ÷ limit: 1 and more is at or over the limit. `null` for one that is off, or 0 and used. */
  readonly utilisation: Readonly<Record<string, number | null>>;
}

/** Exposure is gross: a long and a short do not offset each other. */
export function riskMetrics(account: Account, positions: Iterable<Position>, uses: readonly LimitUse[]): RiskMetrics {
  const open = [...positions].filter(({ quantity }) => !quantity.isZero());
  const exposure = open.reduce((sum, position) => sum.plus(worthOf(position).abs()), ZERO);
  const { equity, peak, dayStartEquity } = account;
  return {
    openPositions: open.length,
    totalExposure: exposure,
    unrealizedPnl: open.reduce((sum, one) => (one.mark === null ? sum : sum.plus(unrealizedPnl(one, one.mark))), ZERO),
    dailyPnl: equity.minus(dayStartEquity),
    leverage: equity.gt(0) ? ratio(exposure, equity) : null,
    drawdown: peak.gt(0) ? ratio(peak.minus(equity), peak) : null,
    utilisation: Object.fromEntries(uses.map(({ rule, value, limit }) => [rule, utilisationOf(value, limit)])),
  };
}

function utilisationOf(value: Decimal, limit: Decimal | null): number | null {
  if (limit === null) return null;
  return value.isZero() ? 0 : ratio(value, limit);
}

function worthOf(position: Position): Decimal {
  return position.mark === null ? position.cost : positionValue(position, position.mark);
}
