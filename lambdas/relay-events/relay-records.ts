import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent, StreamRecord } from 'aws-lambda';
import { fromAttributes } from '#adapters/dynamodb/attribute-codec.ts';
import { accountOf, readChange } from '#adapters/table/read-change.ts';
import type { Item, Key } from '#adapters/table/table.ts';
import { relayChanges } from '#application/audit/relay-changes.ts';
import type { LedgerChange, RecordedChange } from '#domain/audit/ledger-change.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Takes what the table's stream tells into the audit trail. A failure is thrown: the stream hands the batch over again. */
export function relayRecords({ audit, clock }: Runtime) {
  return async ({ Records: records }: DynamoDBStreamEvent): Promise<void> => {
    const changes = records.flatMap((record) => changesOf(record, clock.now()));
    const unreadable = changes.filter(({ change }) => change.kind === 'unreadable');
    for (const { change } of unreadable) logger.error('record cannot be read', { change });
    const told = await relayChanges(audit, changes);
    if (told > 0) logger.info('audit entries', { told });
  };
}

function changesOf({ dynamodb = {} }: DynamoDBRecord, now: number): readonly RecordedChange[] {
  const { pk, sk } = dynamodb.Keys ?? {};
  const key = { pk: pk?.S ?? '', sk: sk?.S ?? '' };
  const change = changeOf(key, dynamodb);
  const written = dynamodb.ApproximateCreationDateTime;
  const at = written === undefined ? now : Math.round(written * SECOND);
  return change === null ? [] : [{ account: accountOf(key), at, change }];
}

/** What no record of ours holds, a `null` or bytes, cannot be decoded: it is told as such, and blocks nothing behind it. */
function changeOf(key: Key, { NewImage, OldImage, SequenceNumber = '' }: StreamRecord): LedgerChange | null {
  try {
    return readChange({ key, before: itemOf(OldImage), after: itemOf(NewImage), sequence: SequenceNumber });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', key: `${key.pk} ${key.sk}`, why };
  }
}

/** The event's types are those of the SDK's client, said once more. */
function itemOf(image: Readonly<Record<string, unknown>> | undefined): Item | null {
  return image === undefined ? null : fromAttributes(image as Record<string, AttributeValue>);
}
