import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { accountOf, readBefore, readChange } from '#adapters/table/read-change.ts';
import type { Item, Key } from '#adapters/table/table.ts';
import type { LedgerMove } from '#domain/events/events-of-move.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import { fromAttributes } from './attribute-codec.ts';

/**
 * What records of the table's stream mean, in their order; those of no interest are left out. What nobody can read is told as such.
 *
 * @param now stands in for the time of a write that does not say when it was
 */
export function movesOf(records: readonly DynamoDBRecord[], now: Instant): readonly LedgerMove[] {
  return records.flatMap(({ dynamodb = {} }) => {
    const { pk, sk } = dynamodb.Keys ?? {};
    const key = { pk: pk?.S ?? '', sk: sk?.S ?? '' };
    const told = readImages(key, dynamodb);
    const written = dynamodb.ApproximateCreationDateTime;
    const at = written === undefined ? now : Math.round(written * SECOND);
    return told === null ? [] : [{ account: accountOf(key), at, ...told }];
  });
}

/** What no record of ours holds, a `null` or bytes, cannot be decoded: it is told as such, and blocks nothing behind it. */
function readImages(key: Key, record: StreamRecord): Pick<LedgerMove, 'before' | 'change'> | null {
  const { NewImage, OldImage, SequenceNumber: sequence = '' } = record;
  try {
    const write = { key, before: itemOf(OldImage), after: itemOf(NewImage), sequence };
    const change = readChange(write);
    return change === null ? null : { change, before: readBefore(write) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { change: { kind: 'unreadable', key: `${key.pk} ${key.sk}`, why }, before: null };
  }
}

/** The event's types are those of the SDK's client, said once more. */
function itemOf(image: Readonly<Record<string, unknown>> | undefined): Item | null {
  return image === undefined ? null : fromAttributes(image as Record<string, AttributeValue>);
}
