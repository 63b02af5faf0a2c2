import middy from '@middy/core';
import { trackOrders } from '#application/track-orders.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { count, logger } from '#runtime/observability.ts';
import { createRuntime } from '#runtime/runtime.ts';

const runtime = createRuntime(openMarketData);

/** Scheduled: applies the venue's fills and asks what became of every open order. */
async function onTick(): Promise<void> {
  const outcome = await trackOrders(runtime);
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
