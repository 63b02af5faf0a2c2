import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { DAY, SECOND } from '#domain/shared/instant.ts';

/**
 * Minutes of the bars pass in less time than an outside broker takes for the answers of one reconciliation: what differs meanwhile may only be late, and unless the file wants something else it is
 * told, and nothing is done about it.
 */
export function reconciledDaily(config: EnvironmentConfig): EnvironmentConfig {
  if (config.broker === 'sim') return config;
  return { ...config, reconciliation: { mode: 'WARN_ONLY', ...config.reconciliation, interval_seconds: DAY / SECOND } };
}
