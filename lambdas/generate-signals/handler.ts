import middy from '@middy/core';
import { generateSignals } from '#application/generate-signals.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { count, logger } from '#runtime/observability.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createRuntime } from '#runtime/runtime.ts';

const runtime = createRuntime(openMarketData);
const queue = openOrderQueue(runtime);

/** Scheduled: steps the strategies over the bars that have closed, and queues the orders that follow. */
async function onTick(): Promise<void> {
  const outcome = await generateSignals({ ...runtime, queue });
  if (outcome.kind === 'idle') return;
  for (const { clientOrderId, symbol, kind, reason } of outcome.queued) {
    logger.info('signal queued', { clientOrderId, symbol, kind, reason });
  }
  for (const { clientOrderId, symbol, kind } of outcome.denied)
    logger.warn('signal denied', { clientOrderId, symbol, kind });
  count(runtime, { SignalsDenied: outcome.denied.length });
}

export const handler = middy(onTick);
