import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { trackOrders } from '#application/track-orders.ts';
import { openBroker } from '#broker';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { count, logger } from '#runtime/observability.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';

const runtime = createBrokerRuntime(openBroker, openMarketData);

/** Scheduled: applies the venue's fills and asks what became of every open order. */
async function onTick(_tick: unknown, context: Context): Promise<void> {
  const outcome = await trackOrders({ ...runtime, sleep, requestId: context.awsRequestId });
  if (outcome.kind === 'idle') return;
  for (const { fill, order } of outcome.fills) {
    const { clientOrderId, symbol, side, quantity, price } = fill;
    logger.info('fill applied', { clientOrderId, symbol, side, quantity, price, state: order?.state });
  }
  for (const { intent } of outcome.unknown) {
    logger.error('order outcome unknown', { clientOrderId: intent.clientOrderId, symbol: intent.symbol });
  }
  const filled = outcome.fills.filter(({ order }) => order?.state === 'FILLED').length;
  count(runtime, { OrdersFilled: filled, OrderOutcomesUnknown: outcome.unknown.length });
}

export const handler = middy(onTick);
