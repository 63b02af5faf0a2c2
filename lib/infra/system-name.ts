import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';

/** What an environment is called where names are seen: `tidegate-<environment>`. */
export function systemName(config: Pick<EnvironmentConfig, 'environment'>): string {
  return `tidegate-${config.environment}`;
}
