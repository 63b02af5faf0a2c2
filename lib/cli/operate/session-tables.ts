import { renderSummaryTable } from '../summary-table.ts';
import { type Column, type Pair, percentText, renderPairs, renderTable } from '../table.ts';
import type { MovedBody, SessionBody } from './api-bodies.ts';

const COLUMNS: readonly Column<SessionBody>[] = [
  { title: 'session', of: ({ id }) => id },
  { title: 'status', of: ({ status }) => status },
  { title: 'dry run', of: ({ dryRun }) => (dryRun ? 'yes' : 'no') },
  { title: 'started', of: ({ startedAt }) => startedAt },
  { title: 'stopped', of: ({ stoppedAt }) => stoppedAt },
  { title: 'strategies', of: ({ strategies }) => strategies.join(', ') },
  { title: 'symbols', of: ({ symbols }) => symbols.join(', ') },
  { title: 'round trips', of: ({ totalTrades }) => totalTrades },
  { title: 'profit or loss', of: ({ totalPnl }) => totalPnl },
];

export function renderSessions(sessions: readonly SessionBody[]): string {
  return renderTable(COLUMNS, sessions, 'no session yet');
}

export function renderMoved({ id, status }: MovedBody): string {
  return renderPairs([
    ['session', id],
    ['status', status],
  ]);
}

/** Totals are those of a session that has stopped; until then `session stats` has the figures. */
export function renderSession(session: SessionBody): string {
  const { stoppedAt, totalTrades, winningTrades, losingTrades } = session;
  const totals: readonly Pair[] = [
    ['round trips', `${totalTrades}, ${winningTrades} won, ${losingTrades} lost`],
    ['profit or loss', session.totalPnl],
    ['max drawdown', percentText(session.maxDrawdown)],
  ];
  return renderPairs([
    ['session', session.id],
    ['status', session.status],
    ['dry run', session.dryRun ? 'yes: no order is sent' : 'no'],
    ['environment', session.environment],
    ['account', session.account],
    ['strategies', session.strategies.join(', ')],
    ['symbols', session.symbols.join(', ')],
    ['started', session.startedAt],
    ['ends', session.endsAt],
    ['stopped', stoppedAt],
    ['stop reason', session.stopReason],
    ...(stoppedAt === null ? [] : totals),
  ]);
}

/** As much of the statistics as the table asks for by name. */
export interface StatsBody {
  readonly settings?: { readonly symbols?: readonly string[]; readonly risk?: { readonly profile?: string } };
}

/** As the summary of a replay. */
export function renderStats(stats: StatsBody): string {
  const { symbols = [], risk } = stats.settings ?? {};
  const context = { symbols, isSynthetic: false, riskProfile: risk?.profile ?? 'n/a' };
  return renderSummaryTable(JSON.stringify(stats), context);
}
