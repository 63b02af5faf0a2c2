import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import type { Account } from '#domain/accounts/account.ts';
import { isLeft } from '#domain/emergency/emergency-stop.ts';
import { executionName } from './execution-name.ts';

export interface ResumeStopsDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly workflows: WorkflowStarter;
}

/**
 * Starts the workflow of a stop that nobody goes on with: its execution has given up, or was never started, as that of a stop which the limits have written. Nothing is read while the
 * account is not halted.
 *
 * @returns the ids of the stops
 */
export async function resumeStops(deps: ResumeStopsDeps, account: Account | null): Promise<readonly string[]> {
  if (account?.mode !== 'HALTED') return [];
  const now = deps.clock.now();
  const stops = await deps.ledger.listStops();
  const left = stops.filter((stop) => isLeft(stop, now));
  for (const { id } of left) await deps.workflows.start(executionName(id, now), { stopId: id });
  return left.map(({ id }) => id);
}
