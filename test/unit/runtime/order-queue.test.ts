import { expect, test } from 'vitest';
import { SqsOrderQueue } from '#adapters/sqs/sqs-order-queue.ts';
import { openProtectionQueue } from '#runtime/order-queue.ts';
import { aBroker, EVERYTHING } from '../../support/broker-builders.ts';

const ENVIRONMENT = {
  tableName: 'ledger',
  ordersQueueUrl: null,
  marketDataSecretId: null,
  brokerSecretId: null,
  emergencyStopArn: null,
  webhookSecretId: null,
  reconcileArn: null,
  eventBusName: null,
  noticeSecretId: null,
  noticeTopicArn: null,
};
const outside = aBroker({ capabilities: { ...EVERYTHING, isOnOurClock: false } });

test('Given a venue on our clock, Then protection waits for the close, and no queue is asked for', () => {
  expect(openProtectionQueue({ broker: aBroker({}), environment: ENVIRONMENT })).toBeNull();
});

test('Given a venue outside, Then protection goes to the orders queue, and one that is not bound is named', () => {
  const environment = { ...ENVIRONMENT, ordersQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/orders.fifo' };
  expect(openProtectionQueue({ broker: outside, environment })).toBeInstanceOf(SqsOrderQueue);
  expect(() => openProtectionQueue({ broker: outside, environment: ENVIRONMENT })).toThrow('ORDERS_QUEUE_URL');
});
