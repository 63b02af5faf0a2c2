import { RemovalPolicy } from 'aws-cdk-lib';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';

/** Whether the environment is production: what it has stored is never deleted with a stack. */
export function isProduction(config: Pick<EnvironmentConfig, 'environment'>): boolean {
  return config.environment === 'prod';
}

/** What becomes of a ledger, a secret or a log when its stack goes: kept in production, deleted elsewhere. */
export function removalPolicyOf(config: Pick<EnvironmentConfig, 'environment'>): RemovalPolicy {
  return isProduction(config) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
