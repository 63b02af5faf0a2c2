import middy from '@middy/core';
import { openBroker } from '#broker';
import { publishMetrics } from '#runtime/observability.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';
import { consumeOrders } from './consume-orders.ts';

export const handler = middy(consumeOrders({ ...createBrokerRuntime(openBroker), sleep })).use(publishMetrics());
