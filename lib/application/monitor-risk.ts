import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { SessionStatus } from '#domain/sessions/session.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/strategies/trading-plan.ts';
import { activePlan } from './active-plan.ts';
import { eachSymbol, throwFailures } from './each-symbol.ts';
import { markAtClose } from './mark-at-close.ts';

export interface MonitorRiskDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type MonitorRiskOutcome =
  | { readonly kind: 'idle'; readonly reason: string }
  | { readonly kind: 'marked'; readonly snapshot: EquitySnapshot };

const WATCHED: readonly SessionStatus[] = ['RUNNING', 'PAUSED', 'STOPPING'];

/** Marks the account to the closes of the bars that have closed since the last mark, and keeps the snapshot of that bar. */
export async function monitorRisk(deps: MonitorRiskDeps): Promise<MonitorRiskOutcome> {
  const now = deps.clock.now();
  const view = await deps.ledger.readAccount();
  if (view?.session == null || !WATCHED.includes(view.session.status))
    return { kind: 'idle', reason: 'no active session' };
  const plan = activePlan(deps.plan, view.session);
  const since = Math.max(view.account.markedAt, view.session.startedAt);
  const { results, failures } = await eachSymbol(plan.symbols, (symbol) =>
    lastBarAfter(deps, plan, symbol, since, now),
  );
  const { snapshot } = await markAtClose(deps.ledger, plan, view, results.flat());
  throwFailures(failures);
  return snapshot === null ? { kind: 'idle', reason: 'no new bar' } : { kind: 'marked', snapshot };
}

async function lastBarAfter(
  deps: MonitorRiskDeps,
  plan: TradingPlan,
  symbol: string,
  since: Instant,
  now: Instant,
): Promise<readonly Bar[]> {
  const bars = await deps.marketData.getBars(symbol, plan.timeframe, since - plan.timeframe + 1, now);
  return bars.filter((bar) => bar.closeTime > since).slice(-1);
}
