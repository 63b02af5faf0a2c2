import { EventBridgeClient, type PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { EventBridgeBus } from '#adapters/eventbridge/eventbridge-bus.ts';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import { EventsRefusedError } from '#application/ports/event-bus.ts';
import type { DomainEvent } from '#domain/events/domain-event.ts';
import { eventsOfMove } from '#domain/events/events-of-move.ts';
import { createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { anIntent, T0 } from '../../support/builders.ts';

type Request = PutEventsCommand['input'];

/** A client that never reaches the network: notes each call; `isTaken` says which entries of a call the bus takes. */
function fakeClient(calls: Request[], isTaken: (id: string, call: number) => boolean): EventBridgeClient {
  const client = new EventBridgeClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  client.middlewareStack.add(
    () => async (args) => {
      const input = args.input as Request;
      calls.push(input);
      const Entries = (input.Entries ?? []).map(({ Detail = '{}' }) =>
        isTaken(JSON.parse(Detail).id, calls.length) ? { EventId: 'e' } : { ErrorCode: 'ThrottlingException' },
      );
      const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
      return { output: { $metadata: {}, FailedEntryCount, Entries }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

function eventsOf(count: number, reason = 'test'): readonly DomainEvent[] {
  return Array.from({ length: count }, (_, n) => {
    const clientOrderId = n.toString(16).padStart(32, '0');
    const order = submitOrder(createOrder(anIntent({ clientOrderId, strategy: reason }), T0), 'r', T0);
    return eventsOfMove({ account: 'main', at: T0, before: null, change: { kind: 'order', order } });
  }).flat();
}

function aBus(isTaken: (id: string, call: number) => boolean = () => true) {
  const calls: Request[] = [];
  const waits: number[] = [];
  const bus = new EventBridgeBus({
    busName: 'tidegate-test',
    environment: 'test',
    sleep: async (milliseconds) => void waits.push(milliseconds),
    random: () => 0.5,
    client: fakeClient(calls, isTaken),
  });
  const ids = () => calls.map(({ Entries = [] }) => Entries.map(({ Detail = '' }) => JSON.parse(Detail).id as string));
  return { bus, calls, waits, ids };
}

describe('EventBridge bus', () => {
  it('Given 23 events, When they are published, Then in order, ten a call, as source tidegate on the bus that was named', async () => {
    const { bus, calls, ids } = aBus();
    const events = eventsOf(23);
    await bus.publish(events);
    expect(ids().map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(ids().flat()).toEqual(events.map(({ id }) => id));
    const [entry] = calls[0]?.Entries ?? [];
    expect(entry).toMatchObject({ EventBusName: 'tidegate-test', Source: 'tidegate', DetailType: 'OrderSubmitted' });
    EVENT_SCHEMAS.OrderSubmitted.parse(JSON.parse(entry?.Detail ?? ''));
  });

  it('Given events that are large, When they are published, Then no call has more than EventBridge takes', async () => {
    const { bus, calls, ids } = aBus();
    await bus.publish(eventsOf(5, 'x'.repeat(100_000)));
    expect(ids().map(({ length }) => length)).toEqual([2, 2, 1]);
    for (const call of calls) expect(JSON.stringify(call.Entries).length).toBeLessThan(256 * 1024);
  });

  it('Given a bus that takes only some, When events are published, Then the others are put again, and no event is left', async () => {
    const events = eventsOf(12);
    const slow = events.slice(3, 6).map(({ id }) => id);
    const { bus, ids, waits } = aBus((id, call) => call > 1 || !slow.includes(id));
    await bus.publish(events);
    expect(ids()).toEqual([events.slice(0, 10).map(({ id }) => id), slow, events.slice(10).map(({ id }) => id)]);
    expect(waits).toHaveLength(1);
  });

  it('Given a bus that never takes one, When events are published, Then it is asked three times, and the failure names it', async () => {
    const events = eventsOf(12);
    const { bus, ids, waits } = aBus((id) => id !== events[2]?.id);
    const failure = await bus.publish(events).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EventsRefusedError);
    expect(String(failure)).toContain('OrderSubmitted (ThrottlingException)');
    expect(ids().map(({ length }) => length)).toEqual([10, 1, 1]);
    expect(waits).toHaveLength(2);
  });

  it('Given nothing to publish, Then the bus is not called', async () => {
    const { bus, calls } = aBus();
    await bus.publish([]);
    expect(calls).toEqual([]);
  });
});
