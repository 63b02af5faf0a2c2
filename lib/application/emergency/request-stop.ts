import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { type EmergencyStop, newStop } from '#domain/emergency/emergency-stop.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { executionName } from './execution-name.ts';

export interface RequestStopDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'environment' | 'account'>;
  readonly workflows: WorkflowStarter;
}

export interface StopRequest {
  readonly reason: string;
  /** Who or what asks. */
  readonly requestedBy: string;
  readonly flatten: boolean;
  readonly cancelAll: boolean;
  /** The same key is the same stop until that is over, however often it is asked for. */
  readonly idempotencyKey: string;
}

/** How often the kill is written before the caller is told that it is not in. */
const KILL_ATTEMPTS = 5;

/**
 * Stops everything: from the first write on nothing is authorised. Then the stop is written down and its workflow started, which cancels, verifies, leaves positions if
 * asked, and reports. Whatever fails after the kill leaves the account halted; the same request again goes on from
 * there: a minute later with an execution of its own, in case that the first one has died.
 *
 * The key of a stop that is over asks for another: since then the halt may have been lifted, and orders been placed.
 *
 * @throws when the kill cannot be written, or the workflow not be started.
 */
export async function requestStop(deps: RequestStopDeps, request: StopRequest): Promise<EmergencyStop> {
  const haltEpoch = await kill(deps.ledger);
  const asked = await openStop(deps, request, haltEpoch, request.idempotencyKey);
  const isOver = asked.phase === 'done';
  const stop = isOver ? await openStop(deps, request, haltEpoch, `${request.idempotencyKey}|${haltEpoch}`) : asked;
  await deps.workflows.start(executionName(stop.id, deps.clock.now()), { stopId: stop.id });
  return stop;
}

/** Writes the stop down, unless its key has one already. */
function openStop(
  { clock, ledger, plan }: RequestStopDeps,
  { flatten, cancelAll, reason, requestedBy }: StopRequest,
  haltEpoch: number,
  key: string,
): Promise<EmergencyStop> {
  return ledger.openStop(
    newStop({
      id: sessionIdOf(plan.environment, plan.account, `emergency-stop|${key}`),
      account: plan.account,
      trigger: 'request',
      requestedAt: clock.now(),
      requestedBy,
      reason,
      flatten,
      cancelAll,
      haltEpoch,
    }),
  );
}

/** At once, again and again: nothing else may be waited for. */
async function kill(ledger: Ledger): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ledger.kill();
    } catch (error) {
      if (attempt === KILL_ATTEMPTS) throw error;
    }
  }
}
