import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { decodeOrderMessage } from '#application/contracts/order-message.ts';
import { carryOut } from '#application/orders/carry-out.ts';
import type { QueuedCommand } from '#domain/trading/order-command.ts';
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
        await consume(runtime, decodeOrderMessage(record.body), context.awsRequestId);
      } catch (error) {
        logger.error('order message failed', { messageId: record.messageId, error });
        return { batchItemFailures: event.Records.slice(index).map(toFailure) };
      }
    }
    return { batchItemFailures: [] };
  };
}

async function consume(runtime: ConsumerRuntime, command: QueuedCommand, requestId: string): Promise<void> {
  if ('intent' in command) await prepareBroker(runtime.broker);
  const done = await carryOut({ ...runtime, requestId }, command);
  if (done.kind === 'placing') return reportOrder(done.outcome);
  for (const { intent, state } of done.orders) {
    logger.info(`order ${done.outcome}`, { clientOrderId: intent.clientOrderId, symbol: intent.symbol, state });
  }
}

function toFailure(record: SQSRecord): SQSBatchResponse['batchItemFailures'][number] {
  return { itemIdentifier: record.messageId };
}
