import { SECOND } from '#domain/shared/instant.ts';
import { matchesPattern } from '../events/event-pattern.ts';
import { FunctionFailure } from '../events/function-failure.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import { type JsonObject, objectAt } from '../template/json.ts';
import type { StreamMappingSpec } from '../template/local-template.ts';
import type { CapturedWrite } from './change-capture.ts';

export interface TableStreamOptions {
  readonly mapping: StreamMappingSpec;
  readonly access: AccessControl;
  readonly host: Pick<FunctionHost, 'invoke'>;
  readonly region: string;
  readonly now: () => number;
  /** Tells the sequence numbers of one boot from those of another. */
  readonly boot: number;
}

/** Sequence numbers of one boot. */
const BOOT_SPAN = 10_000_000_000;
const READING = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

/** The event source mapping between the stream of a table and a function: filters, batches, hands over again what failed. */
export class TableStream {
  readonly mapping: StreamMappingSpec;
  /** Called after records have come in, so that somebody delivers them. */
  onRecords: () => void = () => undefined;
  readonly #options: TableStreamOptions;
  readonly #records: JsonObject[] = [];
  #writes = 0;

  constructor(options: TableStreamOptions) {
    this.#options = options;
    this.mapping = options.mapping;
  }

  /** Records that are waiting. */
  get waiting(): number {
    return this.#records.length;
  }

  /** What Lambda does when the mapping is made: reads the stream with the function's role, and looks whether that may set aside what fails. */
  attach(): void {
    const { access, mapping } = this.#options;
    const { role, service } = mapping.function;
    for (const action of READING) access.authoriseRole(role, service, { action, resource: mapping.streamArn });
    access.authoriseRole(role, service, { action: 'dynamodb:ListStreams', resource: '*' });
    const { failureQueueArn: resource } = mapping;
    if (resource !== null) access.authoriseRole(role, service, { action: 'sqs:SendMessage', resource });
  }

  /** Whether a filter may let writes under these keys through, whatever the item says. */
  isWanted(keys: JsonObject): boolean {
    return this.mapping.filters.some((filter) => {
      const pattern = filter.get('dynamodb');
      const wanted = pattern instanceof Map ? pattern.get('Keys') : undefined;
      return wanted === undefined || (wanted instanceof Map && matchesPattern(wanted, keys));
    });
  }

  /** Takes a write in, if a filter lets it through. */
  take({ keys, before, after }: CapturedWrite): void {
    this.#writes += 1;
    const { mapping, region, boot } = this.#options;
    const sequence = String(boot * BOOT_SPAN + this.#writes).padStart(21, '0');
    const record: JsonObject = {
      eventID: sequence,
      eventName: nameOf(before, after),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      eventSourceARN: mapping.streamArn,
      dynamodb: {
        Keys: keys,
        ...(before === null ? {} : { OldImage: before }),
        ...(after === null ? {} : { NewImage: after }),
        SequenceNumber: sequence,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    };
    if (!mapping.filters.some((filter) => matchesPattern(filter, record))) return;
    this.#records.push(record);
    this.onRecords();
  }

  /**
   * Hands the function all that waits, up to a batch; what it fails on stays.
   * @param copies how often, as at-least-once delivery may
   * @returns whether there was anything
   */
  async deliverNext(copies = 1): Promise<boolean> {
    const batch = this.#records.slice(0, this.mapping.batchSize);
    if (batch.length === 0) return false;
    const identity = JSON.stringify(batch.map((record) => record.eventID));
    const Records = batch.map((record) => this.#timed(record));
    for (let copy = 0; copy < copies; copy += 1) {
      const result = await this.#options.host.invoke({ Records }, identity);
      if (!result.ok) throw new FunctionFailure(this.mapping.function.service, result.error);
    }
    this.#records.splice(0, batch.length);
    return true;
  }

  /** An instant hands over what it has left, so this is when it was written; a boot, whose clock is not set yet, leaves it to the first instant. */
  #timed(record: JsonObject): JsonObject {
    const ApproximateCreationDateTime = this.#options.now() / SECOND;
    return { ...record, dynamodb: { ...objectAt(record, 'dynamodb'), ApproximateCreationDateTime } };
  }
}

function nameOf(before: unknown, after: unknown): string {
  if (after === null) return 'REMOVE';
  return before === null ? 'INSERT' : 'MODIFY';
}
