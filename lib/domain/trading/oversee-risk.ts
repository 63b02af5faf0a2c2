import type { Account } from '../accounts/account.ts';
import type { ClosedTrade } from '../accounts/closed-trade.ts';
import type { Position } from '../accounts/position.ts';
import { climbLadder, type LadderEvent } from '../risk/ladder.ts';
import { pausesOf } from '../risk/protections.ts';
import { riskUtilisation } from '../risk/risk-utilisation.ts';
import type { Instant } from '../shared/instant.ts';
import type { TradingPlan } from './trading-plan.ts';

/** The account just marked at `close`, and what it was `before`. */
export interface Overseen {
  readonly before: Account;
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
  readonly plan: TradingPlan;
  /** Trades closed within the look-back of the protections. */
  readonly trades: readonly ClosedTrade[];
  readonly close: Instant;
}

export interface Oversight {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
  readonly events: readonly LadderEvent[];
}

/** Whether any limit acts by itself at a mark: without one nothing needs to be looked at. */
export function isOverseen({ limits, venue }: TradingPlan): boolean {
  const { max_daily_loss, max_daily_loss_pct, max_drawdown, protections } = limits;
  const isLimited = max_daily_loss !== null || max_daily_loss_pct !== null || max_drawdown !== null;
  return isLimited || protections.length > 0 || venue.margin !== null;
}

/** What the limits do with an account at a mark: the mode that the ladder calls for, and the pauses of the protections. */
export function overseeRisk({ before, account, positions, plan, trades, close }: Overseen): Oversight {
  if (!isOverseen(plan)) return { account, positions, events: [] };
  const utilisation = riskUtilisation({ account, positions, limits: plan.limits, venue: plan.venue });
  const rung = climbLadder(account, utilisation, account.day !== before.day);
  const pauses = pausesOf(plan.limits.protections, trades, close, plan.timeframe);
  const whole = pauses.find(({ symbol }) => symbol === null);
  return {
    account: {
      ...account,
      mode: rung.mode,
      modeCause: rung.modeCause,
      haltEpoch: rung.haltEpoch,
      pausedUntil: whole?.until ?? null,
      pausedBy: whole?.by ?? null,
    },
    positions: new Map([...positions].map(([symbol, position]) => [symbol, withPause(position, pauses)])),
    events: rung.events,
  };
}

function withPause(position: Position, pauses: ReturnType<typeof pausesOf>): Position {
  const pause = pauses.find(({ symbol }) => symbol === position.symbol);
  const [pausedUntil, pausedBy] = [pause?.until ?? null, pause?.by ?? null];
  if (pausedUntil === position.pausedUntil && pausedBy === position.pausedBy) return position;
  return { ...position, pausedUntil, pausedBy };
}
