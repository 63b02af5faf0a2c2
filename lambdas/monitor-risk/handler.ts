import middy from '@middy/core';
import { monitorRisk } from '#application/monitor-risk.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { count, logger } from '#runtime/observability.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createRuntime } from '#runtime/runtime.ts';

const runtime = createRuntime(openMarketData);
const queue = openOrderQueue(runtime);

/** Scheduled: marks the account to the latest closes, lets the limits act, and queues the exits that the rules want. */
async function onTick(): Promise<void> {
  const outcome = await monitorRisk({ ...runtime, queue });
  if (outcome.kind === 'idle') return;
  for (const { id, kind, severity, detail } of outcome.riskEvents)
    logger.warn(kind, { riskEventId: id, severity, detail });
  for (const { clientOrderId, symbol, purpose } of outcome.queued) {
    logger.info('exit queued', { clientOrderId, symbol, purpose });
  }
  count(runtime, { RiskEvents: outcome.riskEvents.length });
}

export const handler = middy(onTick);
