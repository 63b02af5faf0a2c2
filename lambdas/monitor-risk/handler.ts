import middy from '@middy/core';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { openNoteAlive } from '#runtime/note-alive.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { openEmergencyStop, openReconcile } from '#runtime/workflows.ts';
import { monitorOnTick } from './monitor-on-tick.ts';

const runtime = createRuntime(openMarketData);
const services = {
  queue: openOrderQueue(runtime),
  workflows: openEmergencyStop(runtime),
  reconciliations: openReconcile(runtime),
  noteAlive: openNoteAlive(runtime),
};

export const handler = middy(monitorOnTick(runtime, services)).use(publishMetrics());
