import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { FunctionHost } from '../functions/function-host.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import { forward } from '../gateway/forward.ts';
import type { JsonObject } from '../template/json.ts';
import type { LocalTemplate, TableSpec } from '../template/local-template.ts';
import { objectsAt } from '../template/read-storage.ts';
import { ChangeCapture, type WriteCall } from './change-capture.ts';
import { TableStream } from './table-stream.ts';

export interface TableStreamsOptions {
  readonly template: LocalTemplate;
  readonly access: AccessControl;
  readonly host: (functionName: string) => Pick<FunctionHost, 'invoke'>;
  readonly now: () => number;
  /** How often the data folder has been booted before. */
  readonly boot: number;
  /** The embedded server. */
  readonly dynamodb: URL;
}

/** The stream of the one table, and who reads it. */
export class TableStreams {
  readonly capture: ChangeCapture;
  readonly #options: TableStreamsOptions;
  readonly #streams: readonly TableStream[];

  constructor(options: TableStreamsOptions) {
    const { template, access, host, now, boot } = options;
    this.#options = options;
    this.#streams = template.streamMappings.map(
      (mapping) =>
        new TableStream({ mapping, access, host: host(mapping.function.name), region: template.region, now, boot }),
    );
    this.capture = new ChangeCapture({
      keyNames: this.#table?.keys.map(({ name }) => name) ?? [],
      isWanted: (keys) => this.#streams.some((stream) => stream.isWanted(keys)),
      read: (call, keys) => this.#read(call, keys),
      onWrite: (write) => {
        for (const stream of this.#streams) stream.take(write);
      },
    });
  }

  /** Records that are waiting. */
  get waiting(): number {
    return this.#streams.reduce((sum, stream) => sum + stream.waiting, 0);
  }

  /** Called after records have come in, so that somebody delivers them. */
  set onRecords(listener: () => void) {
    for (const stream of this.#streams) stream.onRecords = listener;
  }

  attach(): void {
    for (const stream of this.#streams) stream.attach();
  }

  /**
   * Delivers what waits, to each reader a batch: one that fails keeps none of the others waiting.
   * @param copies how often, as at-least-once delivery may
   * @returns whether there was anything
   * @throws the first failure, after all have had theirs
   */
  async deliverNext(copies = 1): Promise<boolean> {
    const failures: unknown[] = [];
    let wasThere = false;
    for (const stream of this.#streams) {
      const delivered = stream.deliverNext(copies).catch((error: unknown) => failures.push(error) > 0);
      wasThere = (await delivered) || wasThere;
    }
    if (failures.length > 0) throw failures[0];
    return wasThere;
  }

  /** Of a data folder that has been used before: what was waiting when that process died is gone, so every record is told once more, as it stands. */
  async tellAgain(client: DynamoDBClient): Promise<void> {
    const table = this.#table;
    if (table === undefined || this.#streams.length === 0) return;
    let start: JsonObject | undefined;
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: table.name,
          ...(start === undefined ? {} : { ExclusiveStartKey: start as never }),
        }),
      );
      for (const item of (page.Items ?? []) as unknown as readonly JsonObject[]) {
        const keys = this.capture.keysOf(item);
        for (const stream of this.#streams) if (stream.isWanted(keys)) stream.take({ keys, before: item, after: item });
      }
      start = page.LastEvaluatedKey as JsonObject | undefined;
    } while (start !== undefined);
  }

  get #table(): TableSpec | undefined {
    return this.#options.template.tables[0];
  }

  /** At the server itself: the stream is no caller whose calls are counted. */
  async #read({ headers }: WriteCall, keys: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    const name = this.#table?.name ?? '';
    const body = JSON.stringify({ RequestItems: { [name]: { Keys: keys, ConsistentRead: true } } });
    const target = { ...headers, 'x-amz-target': 'DynamoDB_20120810.BatchGetItem' };
    const { status, body: answer } = await forward(this.#options.dynamodb, target, Buffer.from(body));
    const { Responses = {} } = JSON.parse(answer.toString('utf8')) as { readonly Responses?: JsonObject };
    if (status !== 200) throw new Error(`the table's stream cannot read: ${status} ${answer.toString('utf8')}`);
    return objectsAt(Responses, name);
  }
}
