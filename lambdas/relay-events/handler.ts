import middy from '@middy/core';
import { publishMetrics } from '#runtime/observability.ts';
import { createRuntime } from '#runtime/runtime.ts';
import { relayRecords } from './relay-records.ts';

export const handler = middy(relayRecords(createRuntime())).use(publishMetrics());
