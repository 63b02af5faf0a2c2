import { resumeStops } from '#application/emergency/resume-stops.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { keepReconciling } from '#application/reconciliation/keep-reconciling.ts';
import { monitorRisk } from '#application/risk/monitor-risk.ts';
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

/** Scheduled: marks the account to the latest closes, lets the limits act, queues the exits that the rules want, and sees to it that an emergency stop comes to its end and that ledger and broker are reconciled. */
export function monitorOnTick(runtime: Runtime, { queue, reconciliations, workflows }: MonitorServices) {
  return async (): Promise<void> => {
    const outcome = await monitorRisk({ ...runtime, queue });
    for (const stopId of await resumeStops({ ...runtime, workflows }, outcome.account))
      logger.warn('emergency stop started again', { stopId });
    for (const { id, trigger } of await keepReconciling({ ...runtime, reconciliations }, outcome.account))
      logger.info('reconciliation started', { reconciliationId: id, trigger });
    if (outcome.kind === 'idle') return;
    for (const { id, kind, severity, detail } of outcome.riskEvents)
      logger.warn(kind, { riskEventId: id, severity, detail });
    for (const { clientOrderId, symbol, purpose } of outcome.queued) {
      logger.info('exit queued', { clientOrderId, symbol, purpose });
    }
    count(runtime, { RiskEvents: outcome.riskEvents.length });
  };
}
