import type { Ledger } from '#application/ports/ledger.ts';
import type { RunDescription } from '#domain/reporting/session-records.ts';
import { SessionReport } from '#domain/reporting/session-report.ts';
import type { Summary } from '#domain/reporting/summary.ts';
import type { Session } from '#domain/sessions/session.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** Trading days a year: pairs are traded every day. */
const [EVERY_DAY, EXCHANGE_DAYS] = [365, 252];

/**
 * The figures of `summary.json` for a session, as far as it has come; `null` where there is no such session. A figure that its records cannot give is
 * `null`.
 */
export async function sessionStats(ledger: Ledger, plan: TradingPlan, id: string): Promise<Summary | null> {
  const session = await ledger.readSession(id);
  if (session === null) return null;
  const [snapshots, fills, orders] = [
    await ledger.listSnapshots(id),
    await ledger.listFills(id),
    await ledger.listOrders(id),
  ];
  const first = snapshots[0]?.barTime ?? session.startedAt;
  const last = snapshots.at(-1)?.barTime ?? session.startedAt;
  const report = new SessionReport(runOf(session, plan, first, last + plan.timeframe, snapshots.length), () => {});
  for (const snapshot of snapshots) report.add(snapshot);
  const { data_sha256: _, ...summary } = report.finish({ fills, orders, events: [], prices: [] }).data.summary;
  return { session_id: id, status: session.status, ...summary };
}

function runOf(session: Session, plan: TradingPlan, first: number, last: number, bars: number): RunDescription {
  return {
    strategy: session.strategies.join(','),
    params: {},
    seed: 0,
    dataSha256: '',
    initialBalance: plan.initialBalance,
    currency: plan.currency,
    annualisation: session.symbols.some((symbol) => parseSymbol(symbol).isPair) ? EVERY_DAY : EXCHANGE_DAYS,
    firstBarOpen: first,
    lastBarClose: last,
    bars,
    lot: plan.venue.lot,
    settings: JSON.parse(session.config),
  };
}
