import middy from '@middy/core';
import { openBroker } from '#broker';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';
import { advanceOnStep } from './advance-on-step.ts';

const runtime = createBrokerRuntime(openBroker, openMarketData);

export const handler = middy(advanceOnStep({ ...runtime, sleep })).use(publishMetrics());
