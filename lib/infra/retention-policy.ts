import { RemovalPolicy } from 'aws-cdk-lib';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';

/** Whether the environment is production: what it has stored is never deleted with a stack. */
export function isProduction(config: Pick<EnvironmentConfig, 'environment'>): boolean {
  return config.environment === 'prod';
}

/** Environments that hold nothing worth keeping. Any other name is kept: a ledger lost by a misspelt name is lost. */
const DISPOSABLE: readonly string[] = ['dev', 'local'];

/** What becomes of a ledger, a secret or a log when its stack goes. */
export function removalPolicyOf(config: Pick<EnvironmentConfig, 'environment'>): RemovalPolicy {
  return DISPOSABLE.includes(config.environment) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}
