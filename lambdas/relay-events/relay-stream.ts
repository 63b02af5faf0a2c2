import type { DynamoDBStreamEvent } from 'aws-lambda';
import { movesOf } from '#adapters/dynamodb/stream-moves.ts';
import { relayMoves } from '#application/events/relay-moves.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { EventBus } from '#application/ports/event-bus.ts';
import { logger } from '#runtime/observability.ts';

/** Puts what the table's stream tells onto the bus. A failure is thrown: the stream hands the batch over again. */
export function relayStream({ bus, clock }: { readonly bus: EventBus; readonly clock: Clock }) {
  return async ({ Records: records }: DynamoDBStreamEvent): Promise<void> => {
    const told = await relayMoves(bus, movesOf(records, clock.now()));
    if (told > 0) logger.info('events relayed', { told });
  };
}
