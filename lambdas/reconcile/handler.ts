import middy from '@middy/core';
import { openBroker } from '#broker';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { reconcileOnStep } from './reconcile-on-step.ts';

export const handler = middy(reconcileOnStep(createBrokerRuntime(openBroker, openMarketData))).use(publishMetrics());
