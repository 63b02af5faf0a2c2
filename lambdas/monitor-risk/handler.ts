import middy from '@middy/core';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { monitorOnTick } from './monitor-on-tick.ts';

const runtime = createRuntime(openMarketData);

export const handler = middy(monitorOnTick(runtime, openOrderQueue(runtime)));
