import middy from '@middy/core';
import { publishMetrics } from '#runtime/observability.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { restrictOnEvent } from './restrict-on-event.ts';

export const handler = middy(restrictOnEvent(createRuntime())).use(publishMetrics());
