import { monitorRisk } from '#application/monitor-risk.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { count, logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Scheduled: marks the account to the latest closes, lets the limits act, and queues the exits that the rules want. */
export function monitorOnTick(runtime: Runtime, queue: OrderQueue) {
  return async (): Promise<void> => {
    const outcome = await monitorRisk({ ...runtime, queue });
    if (outcome.kind === 'idle') return;
    for (const { id, kind, severity, detail } of outcome.riskEvents)
      logger.warn(kind, { riskEventId: id, severity, detail });
    for (const { clientOrderId, symbol, purpose } of outcome.queued) {
      logger.info('exit queued', { clientOrderId, symbol, purpose });
    }
    count(runtime, { RiskEvents: outcome.riskEvents.length });
  };
}
