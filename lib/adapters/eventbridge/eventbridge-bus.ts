import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { encodeEvent } from '#application/contracts/events/encode-event.ts';
import { EVENT_SOURCE } from '#application/contracts/events/event-schemas.ts';
import { type EventBus, EventsRefusedError } from '#application/ports/event-bus.ts';
import type { DomainEvent } from '#domain/events/domain-event.ts';
import { AWS_CLIENT_SETTINGS } from '../aws-client-settings.ts';
import { BRIEF, backOff } from '../retry/patience.ts';

export interface EventBridgeBusOptions {
  readonly busName: string;
  readonly environment: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** @default a client by the environment */
  readonly client?: EventBridgeClient;
}

/** EventBridge takes ten entries, and 256 KB of them, a call. */
const BATCH_SIZE = 10;
const BATCH_BYTES = 256 * 1024;

/** A bus of EventBridge. `PutEvents` may take some entries and not others: those are put again, with pauses, and what is left at last is thrown. */
export class EventBridgeBus implements EventBus {
  readonly #options: EventBridgeBusOptions;
  readonly #client: EventBridgeClient;

  constructor(options: EventBridgeBusOptions) {
    this.#options = options;
    this.#client = options.client ?? new EventBridgeClient(AWS_CLIENT_SETTINGS);
  }

  async publish(events: readonly DomainEvent[]): Promise<void> {
    for (const batch of batchesOf(events.map((event) => this.#entryOf(event)))) await this.#putAll(batch);
  }

  async #putAll(batch: readonly PutEventsRequestEntry[]): Promise<void> {
    const { random, sleep } = this.#options;
    let left = batch;
    for (let attempt = 1; ; attempt += 1) {
      const refused = await this.#put(left);
      if (refused.length === 0) return;
      if (attempt === BRIEF.attempts) throw refusal(refused);
      left = refused.map(({ entry }) => entry);
      await sleep(backOff(attempt, random, BRIEF));
    }
  }

  /** @returns what was not taken, and why */
  async #put(entries: readonly PutEventsRequestEntry[]): Promise<readonly Refused[]> {
    const answer = await this.#client.send(new PutEventsCommand({ Entries: [...entries] }));
    if ((answer.FailedEntryCount ?? 0) === 0) return [];
    return entries.flatMap((entry, index) => {
      const { EventId, ErrorCode } = answer.Entries?.[index] ?? {};
      return EventId === undefined ? [{ entry, code: ErrorCode ?? 'no answer' }] : [];
    });
  }

  #entryOf(event: DomainEvent): PutEventsRequestEntry {
    const { busName, environment } = this.#options;
    const { detail, name } = encodeEvent(event, environment);
    return { EventBusName: busName, Source: EVENT_SOURCE, DetailType: name, Detail: JSON.stringify(detail) };
  }
}

interface Refused {
  readonly entry: PutEventsRequestEntry;
  readonly code: string;
}

function refusal(refused: readonly Refused[]): EventsRefusedError {
  const named = refused.map(({ entry, code }) => `${entry.DetailType} (${code})`);
  return new EventsRefusedError(`the event bus did not take ${named.join(', ')}`);
}

function batchesOf(entries: readonly PutEventsRequestEntry[]): readonly (readonly PutEventsRequestEntry[])[] {
  const batches: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = bytesOf(entry);
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH_SIZE || bytes + size > BATCH_BYTES) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
}

/** As EventBridge counts it. */
function bytesOf({ Detail = '', DetailType = '', Source = '' }: PutEventsRequestEntry): number {
  return Buffer.byteLength(`${Detail}${DetailType}${Source}`);
}
