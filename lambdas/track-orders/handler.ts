import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type TrackOrdersOutcome, trackOrders } from '#application/track-orders.ts';
import { openBroker } from '#broker';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { count, logger } from '#runtime/observability.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';

const runtime = createBrokerRuntime(openBroker, openMarketData);

/** Scheduled: applies the venue's fills and asks what became of every open order. */
async function onTick(_tick: unknown, context: Context): Promise<void> {
  const outcome = await trackOrders({ ...runtime, sleep, requestId: context.awsRequestId });
  if (outcome.kind === 'deferred') logger.warn('broker not asked', { reason: outcome.reason });
  if (outcome.kind === 'tracked') reportTracked(outcome);
}

function reportTracked(outcome: Extract<TrackOrdersOutcome, { kind: 'tracked' }>): void {
  for (const { fill, order } of outcome.fills) {
    const { clientOrderId, symbol, side, quantity, price } = fill;
    logger.info('fill applied', { clientOrderId, symbol, side, quantity, price, state: order?.state });
  }
  for (const { intent } of outcome.unknown) {
    logger.error('order outcome unknown', { clientOrderId: intent.clientOrderId, symbol: intent.symbol });
  }
  for (const { order, code, reason } of outcome.unasked) {
    const { clientOrderId, symbol } = order.intent;
    logger.error('order not asked for', { clientOrderId, symbol, code, reason });
  }
  if (outcome.fillsFault !== null) logger.error('fills not listed', { ...outcome.fillsFault });
  const filled = outcome.fills.filter(({ order }) => order?.state === 'FILLED').length;
  count(runtime, {
    OrdersFilled: filled,
    OrderOutcomesUnknown: outcome.unknown.length,
    BrokerUnanswered: outcome.unasked.length + (outcome.fillsFault === null ? 0 : 1),
  });
}

export const handler = middy(onTick);
