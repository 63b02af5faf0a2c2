import type { RunDescription, SessionRecords } from '#domain/reporting/session-records.ts';
import { SessionReport } from '#domain/reporting/session-report.ts';

/** The result files of a session, name to content. */
export interface SessionFiles {
  readonly 'pnl.csv': string;
  readonly 'trade_log.json': string;
  readonly 'fills.csv': string;
  readonly 'risk.csv': string;
  readonly 'summary.json': string;
}

/** The files of a session whose records are all at hand. */
export function renderSessionFiles(records: SessionRecords, run: RunDescription): SessionFiles {
  let pnl = '';
  const report = new SessionReport(run, (bytes) => {
    pnl += new TextDecoder().decode(bytes);
  });
  for (const snapshot of records.snapshots) report.add(snapshot);
  const { fills, orders, events } = records;
  const { data: _, ...files } = report.finish({ fills, orders, events, prices: [] });
  return { 'pnl.csv': pnl, ...files };
}
