import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { toAttributes } from '#adapters/dynamodb/attribute-codec.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { encodeOrder } from '#adapters/table/order-record.ts';
import type { Item, Key } from '#adapters/table/table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { EventsRefusedError } from '#application/ports/event-bus.ts';
import type { DomainEvent } from '#domain/events/domain-event.ts';
import { acknowledgeOrder, createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { recordStream } from '../../../lambdas/record-audit/record-stream.ts';
import { relayStream } from '../../../lambdas/relay-events/relay-stream.ts';
import { anIntent, T0 } from '../../support/builders.ts';

const clock = { now: () => T0 };
const submitted = encodeOrder(submitOrder(createOrder(anIntent(), T0), 'r', T0));
const accepted = encodeOrder(acknowledgeOrder(submitOrder(createOrder(anIntent(), T0), 'r', T0), 'b', T0));

function recordOf(before: (Item & Key) | null, after: (Item & Key) | null, more: object = {}): DynamoDBRecord {
  const { pk, sk } = after ?? before ?? submitted;
  const images = {
    ...(before === null ? {} : { OldImage: toAttributes(before) }),
    ...(after === null ? {} : { NewImage: toAttributes(after) }),
  };
  return {
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, ...images, SequenceNumber: '1', ...more },
  } as DynamoDBRecord;
}

async function relay(...Records: DynamoDBRecord[]): Promise<readonly string[]> {
  const told: DomainEvent[] = [];
  const bus = { publish: async (events: readonly DomainEvent[]) => void told.push(...events) };
  await relayStream({ bus, clock })({ Records });
  return told.map(({ name }) => name);
}

describe('relay-events', () => {
  it('Given records of the stream, When they come, Then the bus is told what each write did', async () => {
    expect(await relay(recordOf(null, submitted), recordOf(submitted, accepted))).toEqual([
      'OrderSubmitted',
      'OrderAccepted',
    ]);
    expect(await relay(recordOf(accepted, accepted), recordOf(accepted, null))).toEqual([]);
  });

  it('Given a record that nobody can read, or that was not readable before, When it comes, Then the others are told, and it too as far as it can be', async () => {
    const broken = { ...submitted, state: 'NEITHER' };
    const bytes = recordOf(null, submitted, { NewImage: { pk: { NULL: true } } });
    expect(await relay(recordOf(null, broken), bytes, recordOf(broken, accepted))).toEqual([
      'OrderSubmitted',
      'OrderAccepted',
    ]);
  });

  it('Given a bus that takes nothing, When records come, Then the invocation fails, so that they come again', async () => {
    const publish = async () => Promise.reject(new EventsRefusedError('full'));
    const handle = relayStream({ bus: { publish }, clock });
    await expect(handle({ Records: [recordOf(null, submitted)] })).rejects.toThrow('full');
    await expect(handle({ Records: [recordOf(submitted, submitted)] })).resolves.toBeUndefined();
  });
});

describe('record-audit', () => {
  const audit = () => new TableAuditTrail(new MemoryTable(clock), 'main');

  it('Given the same records, When they come twice, and one that nobody can read, Then the trail has each once', async () => {
    const trail = audit();
    const event: DynamoDBStreamEvent = {
      Records: [
        recordOf(null, submitted),
        recordOf(submitted, accepted),
        recordOf(null, { ...submitted, state: 'NEITHER' }),
      ],
    };
    for (let n = 0; n < 2; n += 1) await recordStream({ audit: trail, clock })(event);
    const kinds = (await trail.listUnsealed()).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['OrderAccepted', 'OrderSubmitted', 'RecordUnreadable']);
  });
});
