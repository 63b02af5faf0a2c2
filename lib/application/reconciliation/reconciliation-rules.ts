import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { ReconciliationRules } from './reconcile-deps.ts';

/** The environment's rules: real money is nobody's to adjust unasked. */
export function reconciliationRules({ broker, environment, reconciliation }: EnvironmentConfig): ReconciliationRules {
  const {
    approval_timeout_seconds: approval,
    cash_tolerance: cashTolerance,
    interval_seconds: interval,
  } = reconciliation;
  return {
    mode: reconciliation.mode ?? (environment === 'prod' ? 'HALT_ON_MISMATCH' : 'AUTO_ADJUST'),
    isOutside: broker !== 'sim',
    interval: interval * SECOND,
    approvalTimeout: approval * SECOND,
    cashTolerance,
  };
}
