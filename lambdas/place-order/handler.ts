import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { cancelOrders } from '#application/cancel-orders.ts';
import { decodeOrderMessage } from '#application/contracts/order-message.ts';
import { placeOrder } from '#application/place-order.ts';
import { openBroker } from '#broker';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import { logger } from '#runtime/observability.ts';
import { prepareBroker } from '#runtime/prepare-broker.ts';
import { reportOrder } from '#runtime/report-order.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';

const runtime = createBrokerRuntime(openBroker);

/**
 * Consumes the orders queue, one message a call. Business outcomes are results, never throws; what throws (the ledger cannot be
 * reached, a message that cannot be read) is delivered again and ends in the dead-letter queue.
 */
async function onMessages(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  for (const [index, record] of event.Records.entries()) {
    try {
      await carryOut(decodeOrderMessage(record.body), context.awsRequestId);
    } catch (error) {
      logger.error('order message failed', { messageId: record.messageId, error });
      return { batchItemFailures: event.Records.slice(index).map(toFailure) };
    }
  }
  return { batchItemFailures: [] };
}

async function carryOut(command: OrderCommand, requestId: string): Promise<void> {
  if (command.kind === 'place') {
    await prepareBroker(runtime.broker);
    reportOrder(runtime, await placeOrder({ ...runtime, sleep, requestId }, command.intent));
    return;
  }
  const { kind, orders } = await cancelOrders({ ...runtime, sleep }, command);
  for (const { intent, state } of orders) {
    logger.info(`order ${kind}`, { clientOrderId: intent.clientOrderId, symbol: intent.symbol, state });
  }
}

function toFailure(record: SQSRecord): SQSBatchResponse['batchItemFailures'][number] {
  return { itemIdentifier: record.messageId };
}

export const handler = middy(onMessages);
