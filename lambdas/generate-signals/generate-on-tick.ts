import type { OrderQueue } from '#application/ports/order-queue.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import { countDenials } from '#runtime/count-denials.ts';
import { beat } from '#runtime/heartbeat.ts';
import { count, logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Scheduled: steps the strategies over the bars that have closed, and queues the orders that follow. */
export function generateOnTick(runtime: Runtime, queue: OrderQueue) {
  return async (): Promise<void> => {
    const outcome = await generateSignals({ ...runtime, queue });
    beat('generate-signals');
    if (outcome.kind === 'idle') return;
    for (const { clientOrderId, symbol, kind, reason } of outcome.queued) {
      logger.info('signal queued', { clientOrderId, symbol, kind, reason });
    }
    for (const { clientOrderId, symbol, kind } of outcome.denied)
      logger.warn('signal denied', { clientOrderId, symbol, kind });
    countDenials(outcome.denied.map(({ violations }) => violations));
    count({ tidegate_signals_denied: outcome.denied.length });
  };
}
