import { SqsOrderQueue } from '#adapters/sqs/sqs-order-queue.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { required } from './function-environment.ts';
import type { BrokerRuntime, Runtime } from './runtime.ts';

/** The orders queue of the functions that make intents; kept out of the bundles of those that do not. */
export function openOrderQueue(runtime: Pick<Runtime, 'environment'>): OrderQueue {
  return new SqsOrderQueue({ queueUrl: required(runtime.environment.ordersQueueUrl, 'ORDERS_QUEUE_URL') });
}

/** The same, of the function that learns of fills; `null` where the venue is on our clock: its exits are decided at closes, and the template binds no queue. */
export function openProtectionQueue(runtime: Pick<BrokerRuntime, 'broker' | 'environment'>): OrderQueue | null {
  return runtime.broker.capabilities.isOnOurClock ? null : openOrderQueue(runtime);
}
