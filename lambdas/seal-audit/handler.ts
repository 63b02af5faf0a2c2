import middy from '@middy/core';
import { publishMetrics } from '#runtime/observability.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { sealOnTick } from './seal-on-tick.ts';

export const handler = middy(sealOnTick(createRuntime())).use(publishMetrics());
