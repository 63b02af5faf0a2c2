import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { decodeOrderMessage } from '#application/contracts/order-message.ts';
import { type PlaceOrderOutcome, placeOrder } from '#application/place-order.ts';
import { readableOrderName } from '#domain/orders/readable-order-name.ts';
import { count, logger } from '#runtime/observability.ts';
import { createRuntime, sleep } from '#runtime/runtime.ts';

const runtime = createRuntime();

/**
 * Consumes the orders queue, one message a call. Business outcomes are results, never throws; what throws (the ledger cannot be
 * reached, a message that cannot be read) is delivered again and ends in the dead-letter queue.
 */
async function onMessages(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  for (const [index, record] of event.Records.entries()) {
    try {
      report(await placeOrder({ ...runtime, sleep, requestId: context.awsRequestId }, decodeOrderMessage(record.body)));
    } catch (error) {
      logger.error('order message failed', { messageId: record.messageId, error });
      return { batchItemFailures: event.Records.slice(index).map(toFailure) };
    }
  }
  return { batchItemFailures: [] };
}

function toFailure(record: SQSRecord): SQSBatchResponse['batchItemFailures'][number] {
  return { itemIdentifier: record.messageId };
}

function report(outcome: PlaceOrderOutcome): void {
  const { order, kind } = outcome;
  const { clientOrderId, symbol, side } = order.intent;
  const violations = outcome.kind === 'denied' ? outcome.violations : undefined;
  const name = readableOrderName(order.intent);
  logger.info(`order ${kind}`, {
    clientOrderId,
    name,
    symbol,
    side,
    state: order.state,
    attempt: order.attempt,
    violations,
  });
  count(runtime, {
    OrdersSubmitted: kind === 'placed' ? 1 : 0,
    OrdersRejected: kind === 'denied' || kind === 'rejected' ? 1 : 0,
    OrderOutcomesUnknown: kind === 'unknown' ? 1 : 0,
  });
}

export const handler = middy(onMessages);
