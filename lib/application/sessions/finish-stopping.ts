import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { exitCommands } from '#application/risk/exit-commands.ts';
import { hasUnprotectiveOrders } from '#application/tracking/has-working-orders.ts';
import { type RoundTrip, roundTrips } from '#domain/reporting/round-trips.ts';
import { EMERGENCY, ENDED, type Session } from '#domain/sessions/session.ts';
import { moveSession } from '#domain/sessions/session-transitions.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { fixedToDecimal } from '#domain/shared/fixed.ts';
import { stepsOf, type VenueRules } from '#domain/simulation/venue-rules.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { sessionSteps } from './session-steps.ts';

export interface FinishStoppingDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

/**
 * Ends a STOPPING session once nothing but the protection of kept positions works on the account any more, and the exit rules want nothing else: its totals are taken from its fills, and the account is free.
 *
 * @returns the session as it is now: STOPPED, or still STOPPING.
 */
export async function finishStopping(deps: FinishStoppingDeps, session: Session): Promise<Session> {
  const { ledger } = deps;
  const view = await ledger.readAccount();
  if (view === null || isHeldUp(session, view) || (await hasUnprotectiveOrders(ledger, view))) return session;
  const wanted = () => exitCommands(ledger, sessionSteps(deps.plan, session), view);
  const canExit = session.stopReason !== ENDED && !session.dryRun;
  if (canExit && (await wanted()).length > 0) return session;
  return (await endSession(deps, session, view)) ?? session;
}

/** It is to end flat and cannot while the account is halted: it waits for the reset, or for an emergency stop. */
function isHeldUp({ flatten, stopReason }: Session, { account, positions }: AccountView): boolean {
  if (!flatten || account.mode !== 'HALTED' || stopReason === EMERGENCY) return false;
  return [...positions.values()].some(({ quantity }) => !quantity.isZero());
}

/**
 * Ends a session on whose account nothing but protection works: its totals are taken from its fills, and the account is free.
 *
 * @param view as read when nothing worked
 * @param movedBy key of the request that ends it
 * @returns `null`: it cannot be ended where it is, or something came in between.
 */
export async function endSession(
  { ledger, clock, plan }: FinishStoppingDeps,
  session: Session,
  view: AccountView,
  movedBy: string | null = session.movedBy,
): Promise<Session | null> {
  const moved = moveSession(session, 'STOPPED', clock.now(), session.stopReason ?? 'stopped', movedBy);
  if (moved.kind === 'refused') return null;
  const trades = await closedTrades(ledger, session, sessionSteps(plan, session).venue);
  const snapshots = await ledger.listSnapshots(session.id);
  const wins = trades.filter((trade) => trade.pnl?.gt(0)).length;
  const stopped: Session = {
    ...moved.session,
    totalTrades: trades.length,
    winningTrades: wins,
    losingTrades: trades.length - wins,
    totalPnl: trades.reduce((sum, trade) => sum.plus(trade.pnl ?? ZERO), ZERO),
    maxDrawdown: Decimal.max(ZERO, ...snapshots.map(({ drawdown }) => fixedToDecimal(drawdown))),
  };
  const outcome = await ledger.commitSession(session, stopped, view.account);
  return outcome === 'committed' ? stopped : null;
}

/** Round trips that ended in this session, whichever session began them. */
async function closedTrades(ledger: Ledger, session: Session, venue: VenueRules): Promise<readonly RoundTrip[]> {
  const trips = roundTrips(await ledger.listFills(null), (symbol) => stepsOf(venue, symbol).lot);
  return trips.filter(({ pnl, exitTime }) => pnl !== null && exitTime !== null && exitTime >= session.startedAt);
}
