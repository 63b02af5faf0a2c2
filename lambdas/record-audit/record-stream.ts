import type { DynamoDBStreamEvent } from 'aws-lambda';
import { movesOf } from '#adapters/dynamodb/stream-moves.ts';
import { recordChanges } from '#application/audit/record-changes.ts';
import { logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Takes what the table's stream tells into the audit trail. A failure is thrown: the stream hands the batch over again. */
export function recordStream({ audit, clock }: Pick<Runtime, 'audit' | 'clock'>) {
  return async ({ Records: records }: DynamoDBStreamEvent): Promise<void> => {
    const changes = movesOf(records, clock.now());
    const unreadable = changes.filter(({ change }) => change.kind === 'unreadable');
    for (const { change } of unreadable) logger.error('record cannot be read', { change });
    const told = await recordChanges(audit, changes);
    if (told > 0) logger.info('audit entries', { told });
  };
}
