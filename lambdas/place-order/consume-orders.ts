import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { cancelOrders } from '#application/cancel-orders.ts';
import { decodeOrderMessage } from '#application/contracts/order-message.ts';
import { placeOrder } from '#application/place-order.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import { logger } from '#runtime/observability.ts';
import { prepareBroker } from '#runtime/prepare-broker.ts';
import { reportOrder } from '#runtime/report-order.ts';
import type { BrokerRuntime } from '#runtime/runtime.ts';

/** What the consumer of the orders queue works with. */
export interface ConsumerRuntime extends BrokerRuntime {
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Consumes the orders queue, one message a call. Business outcomes are results, never throws; what throws (the ledger cannot be
 * reached, a message that cannot be read) is delivered again and ends in the dead-letter queue.
 */
export function consumeOrders(runtime: ConsumerRuntime) {
  return async (event: SQSEvent, context: Pick<Context, 'awsRequestId'>): Promise<SQSBatchResponse> => {
    for (const [index, record] of event.Records.entries()) {
      try {
        await carryOut(runtime, decodeOrderMessage(record.body), context.awsRequestId);
      } catch (error) {
        logger.error('order message failed', { messageId: record.messageId, error });
        return { batchItemFailures: event.Records.slice(index).map(toFailure) };
      }
    }
    return { batchItemFailures: [] };
  };
}

async function carryOut(runtime: ConsumerRuntime, command: OrderCommand, requestId: string): Promise<void> {
  if (command.kind === 'place') {
    await prepareBroker(runtime.broker);
    reportOrder(runtime, await placeOrder({ ...runtime, requestId }, command.intent));
    return;
  }
  const { kind, orders } = await cancelOrders(runtime, command);
  for (const { intent, state } of orders) {
    logger.info(`order ${kind}`, { clientOrderId: intent.clientOrderId, symbol: intent.symbol, state });
  }
}

function toFailure(record: SQSRecord): SQSBatchResponse['batchItemFailures'][number] {
  return { itemIdentifier: record.messageId };
}
