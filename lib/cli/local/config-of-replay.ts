import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { DAY, SECOND } from '#domain/shared/instant.ts';

/** For ever: the files of a session are written of all its records, whatever years its bars are of. */
const KEPT = { snapshots: null, closed_trades: null, signals: null, risk_events: null, reconciliations: null };

/**
 * What a replay changes of an environment. Minutes of the bars pass in less time than an outside broker takes for the answers of one reconciliation: what differs meanwhile may only be late, and
 * unless the file wants something else it is told, and nothing is done about it.
 */
export function configOfReplay(config: EnvironmentConfig): EnvironmentConfig {
  const kept = { ...config, retention: KEPT };
  if (config.broker === 'sim') return kept;
  return { ...kept, reconciliation: { mode: 'WARN_ONLY', ...config.reconciliation, interval_seconds: DAY / SECOND } };
}
