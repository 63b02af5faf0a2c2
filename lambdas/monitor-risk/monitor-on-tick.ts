import { resumeStops } from '#application/emergency/resume-stops.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { keepReconciling } from '#application/reconciliation/keep-reconciling.ts';
import { monitorRisk } from '#application/risk/monitor-risk.ts';
import { finishStarting } from '#application/sessions/finish-starting.ts';
import { count, logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** What the monitor works with beside the ledger. */
export interface MonitorServices {
  readonly queue: OrderQueue;
  /** The emergency stop's. */
  readonly workflows: WorkflowStarter;
  /** The reconciliation's. */
  readonly reconciliations: WorkflowStarter;
}

/** Scheduled: marks the account to the latest closes, lets the limits act, queues the exits that the rules want, and sees to it that an emergency stop comes to its end, that a session does not stay on its way to its start, and that ledger and broker are reconciled. */
export function monitorOnTick(runtime: Runtime, { queue, reconciliations, workflows }: MonitorServices) {
  return async (): Promise<void> => {
    const [watched] = await Promise.allSettled([monitorRisk({ ...runtime, queue })]);
    // Whatever keeps the account from being watched, the stop is to come to its end.
    const account =
      watched.status === 'fulfilled' ? watched.value.account : ((await runtime.ledger.readAccount())?.account ?? null);
    for (const stopId of await resumeStops({ ...runtime, workflows }, account))
      logger.warn('emergency stop: its workflow is started', { stopId });
    await finishStarting({ ...runtime, reconciliations }, account);
    for (const { id, trigger } of await keepReconciling({ ...runtime, reconciliations }, account))
      logger.info('reconciliation started', { reconciliationId: id, trigger });
    if (watched.status === 'rejected') throw watched.reason;
    const outcome = watched.value;
    if (outcome.kind === 'idle') return;
    for (const { id, kind, severity, detail } of outcome.riskEvents)
      logger.warn(kind, { riskEventId: id, severity, detail });
    for (const { clientOrderId, symbol, purpose } of outcome.queued) {
      logger.info('exit queued', { clientOrderId, symbol, purpose });
    }
    count(runtime, { RiskEvents: outcome.riskEvents.length });
  };
}
