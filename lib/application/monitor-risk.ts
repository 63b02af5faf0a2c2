import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import { onlySymbolOf, type TradingPlan } from '#domain/strategies/trading-plan.ts';
import type { Bar } from '#domain/trading/bar.ts';
import type { EquitySnapshot } from '#domain/trading/equity-snapshot.ts';
import type { Instant } from '#domain/trading/instant.ts';
import { markAccount } from '#domain/trading/mark-to-market.ts';
import type { SessionStatus } from '#domain/trading/session.ts';
import { activePlan } from './active-plan.ts';

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

/**
 * Marks the account to the closes of the bars that have closed since the last mark, and keeps the snapshot of that bar. A fill that comes
 * in between makes the write fail; it is repeated on the new rows.
 */
export async function monitorRisk(deps: MonitorRiskDeps): Promise<MonitorRiskOutcome> {
  const now = deps.clock.now();
  let view = await deps.ledger.readAccount();
  if (view?.session == null || !WATCHED.includes(view.session.status))
    return { kind: 'idle', reason: 'no active session' };
  const plan = activePlan(deps.plan, view.session);
  const closing = await closingBars(deps, plan, Math.max(view.account.markedAt, view.session.startedAt), now);
  const [first] = closing;
  if (first === undefined) return { kind: 'idle', reason: 'no new bar' };

  const marks = new Map(closing.map((bar) => [bar.symbol, { price: bar.close, time: bar.closeTime }]));
  while (view !== null && view.account.markedAt < first.closeTime) {
    const marked = markAccount(view.account, view.positions, marks, first, onlySymbolOf(plan));
    const outcome = await deps.ledger.mark({
      ...marked,
      before: view.account,
      after: marked.account,
      sessionId: sessionIdOf(view),
    });
    if (outcome === 'committed') return { kind: 'marked', snapshot: marked.snapshot };
    view = await deps.ledger.readAccount();
  }
  return { kind: 'idle', reason: 'this bar has been marked' };
}

function sessionIdOf(view: AccountView): string | null {
  return view.session?.id ?? null;
}

/** The bars with the latest close after `since`, one a symbol at most. */
async function closingBars(deps: MonitorRiskDeps, plan: TradingPlan, since: Instant, now: Instant): Promise<Bar[]> {
  const latest: Bar[] = [];
  for (const symbol of plan.symbols) {
    const bars = await deps.marketData.getBars(symbol, plan.timeframe, since - plan.timeframe + 1, now);
    const last = bars.at(-1);
    if (last !== undefined && last.closeTime > since) latest.push(last);
  }
  const close = Math.max(...latest.map((bar) => bar.closeTime));
  return latest.filter((bar) => bar.closeTime === close);
}
