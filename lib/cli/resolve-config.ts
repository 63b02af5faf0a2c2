import {
  ConfigError,
  type EnvironmentConfig,
  parseEnvironmentConfig,
} from '#application/contracts/environment-config.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { type ConfigFile, refuseConfig } from './read-config-file.ts';

/**
 * The configuration that `read`, which came from `file`, gives an environment: one that can be deployed.
 *
 * @throws {UsageError} with each fault and its line
 */
export function resolveConfig(read: ConfigFile, file: string): EnvironmentConfig {
  try {
    const config = parseEnvironmentConfig(read.content, file);
    sessionPlan(config);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw refuseConfig(new ConfigError(file, error.field, error.fault, error.faults.slice(1)), read);
  }
}
