import { SqsOrderQueue } from '#adapters/sqs/sqs-order-queue.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { required } from './function-environment.ts';
import type { Runtime } from './runtime.ts';

/** The orders queue of the functions that make intents; kept out of the bundles of those that do not. */
export function openOrderQueue(runtime: Runtime): OrderQueue {
  return new SqsOrderQueue({ queueUrl: required(runtime.environment.ordersQueueUrl, 'ORDERS_QUEUE_URL') });
}
