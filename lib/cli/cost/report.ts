import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
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
export function reportOf(
  { broker, environment, reconciliation, region }: EnvironmentConfig,
  deployed: Deployed,
): CostReport {
  const measured = readUsage();
  const settings = { broker, reconciliationSeconds: reconciliation.interval_seconds };
  const bill = billOf(deployed, loadOf(deployed, measured, settings));
  return { environment, bill, assumptions: toldAssumptions(measured, settings, region) };
}
