import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';

/** A replay is a day of trading in a minute, and none that has happened: no person is told of it, whatever the file says. */
export function tellNobody(config: EnvironmentConfig): EnvironmentConfig {
  const { notifications: _nobody, ...others } = config;
  return others;
}
