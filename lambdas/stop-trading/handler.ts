import middy from '@middy/core';
import { publishMetrics } from '#runtime/observability.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { openEmergencyStop } from '#runtime/workflows.ts';
import { stopOnEvent } from './stop-on-event.ts';

const runtime = createRuntime();

export const handler = middy(stopOnEvent(runtime, openEmergencyStop(runtime))).use(publishMetrics());
