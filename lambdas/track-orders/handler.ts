import middy from '@middy/core';
import { openBroker } from '#broker';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { openProtectionQueue } from '#runtime/order-queue.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';
import { trackOnTick } from './track-on-tick.ts';

const runtime = createBrokerRuntime(openBroker, openMarketData);

export const handler = middy(trackOnTick({ ...runtime, sleep }, openProtectionQueue(runtime))).use(publishMetrics());
