import middy from '@middy/core';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { acceptEvent } from './accept-event.ts';

const runtime = createRuntime(openMarketData);

export const handler = middy(acceptEvent(runtime, openOrderQueue(runtime))).use(publishMetrics());
