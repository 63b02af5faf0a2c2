import { type EnvironmentConfig, riskLimits } from '#application/contracts/environment-config.ts';
import { isMetric } from '#application/contracts/metrics.ts';
import { type Bill, billOf } from './bill.ts';
import type { Deployed } from './deployed.ts';
import { loadOf } from './load.ts';
import { toldAssumptions } from './told-assumptions.ts';
import { readUsage } from './usage.ts';

/** What the command says. */
export interface CostReport {
  readonly environment: string;
  readonly bill: Bill;
  readonly assumptions: readonly string[];
}

/** The bill of what `config` deploys, with everything that it rests on. */
export function reportOf(config: EnvironmentConfig, deployed: Deployed): CostReport {
  const { broker, environment, reconciliation, region } = config;
  const measured = readUsage();
  const settings = { broker, reconciliationSeconds: reconciliation.interval_seconds, limits: measuredLimits(config) };
  const bill = billOf(deployed, loadOf(deployed, measured, settings));
  return { environment, bill, assumptions: toldAssumptions(measured, settings, region) };
}

/** Limits that are set, and whose use is a metric of its own. */
function measuredLimits(config: EnvironmentConfig): number {
  const set = Object.entries(riskLimits(config)).filter(([, limit]) => limit !== null && limit !== undefined);
  return set.filter(([name]) => isMetric(`tidegate_limit_utilisation_ratio_${name}`)).length;
}
