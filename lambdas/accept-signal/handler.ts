import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import { acceptSignal } from '#application/accept-signal.ts';
import { parseSignalDetail } from '#application/contracts/signal-event.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { count, logger } from '#runtime/observability.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createRuntime } from '#runtime/runtime.ts';

const runtime = createRuntime(openMarketData);
const queue = openOrderQueue(runtime);

/** A `SignalReceived` event from anyone's bus: at most one order, however often it comes. */
async function onSignal(event: EventBridgeEvent<'SignalReceived', unknown>): Promise<void> {
  const signal = parseSignalDetail(event.detail);
  const outcome = await acceptSignal({ ...runtime, queue }, signal);
  logger.info('signal received', { signalId: signal.id, strategy: signal.strategy, symbol: signal.symbol, ...outcome });
  count(runtime, { SignalsDenied: outcome.kind === 'denied' || outcome.kind === 'refused' ? 1 : 0 });
}

export const handler = middy(onSignal);
