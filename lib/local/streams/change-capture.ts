import type { IncomingHttpHeaders } from 'node:http';
import type { AwsRequest } from '../gateway/aws-call.ts';
import type { AwsResponse } from '../gateway/aws-response.ts';
import { isJsonObject, type JsonObject, objectAt } from '../template/json.ts';
import { objectsAt } from '../template/read-storage.ts';

/** An item as DynamoDB writes it; `null`: there is none. */
export type Image = JsonObject | null;

/** A request with the headers that it came with. */
export interface WriteCall {
  readonly request: AwsRequest;
  readonly headers: IncomingHttpHeaders;
}

export interface CapturedWrite {
  readonly keys: JsonObject;
  readonly before: Image;
  readonly after: Image;
}

export interface ChangeCaptureOptions {
  /** Names of the key attributes. */
  readonly keyNames: readonly string[];
  /** Whether anybody wants to know of writes under this key. */
  readonly isWanted: (keys: JsonObject) => boolean;
  /** Reads items, consistently. */
  readonly read: (call: WriteCall, keys: readonly JsonObject[]) => Promise<readonly JsonObject[]>;
  readonly onWrite: (write: CapturedWrite) => void;
}

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem'];

/**
 * The table's stream is made at the gateway, through which every write passes: the embedded server's own costs each write more, the longer it lasts. Of the
 * keys that are wanted it knows the image before, and reads the image after; one such write at a time, so that no two are taken for one.
 */
export class ChangeCapture {
  readonly #options: ChangeCaptureOptions;
  /** By key. Every write under a wanted key passes here, so what is known stays true. */
  readonly #images = new Map<string, Image>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: ChangeCaptureOptions) {
    this.#options = options;
  }

  /** Carries out a call, and captures what it changes. */
  around(write: WriteCall, call: () => Promise<AwsResponse>): Promise<AwsResponse> {
    const keys = this.#wantedKeys(write.request);
    if (keys.length === 0) return call();
    const result = this.#tail.then(() => this.#capture(write, keys, call));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #capture(
    write: WriteCall,
    keys: readonly JsonObject[],
    call: () => Promise<AwsResponse>,
  ): Promise<AwsResponse> {
    const unknown = keys.filter((key) => !this.#images.has(this.#nameOf(key)));
    await this.#load(write, unknown);
    const before = keys.map((key) => this.#images.get(this.#nameOf(key)) ?? null);
    // Until the answer is there nobody knows.
    for (const key of keys) this.#images.delete(this.#nameOf(key));
    const response = await call();
    await this.#load(write, keys);
    for (const [index, key] of keys.entries()) {
      const after = this.#images.get(this.#nameOf(key)) ?? null;
      const old = before[index] ?? null;
      if (canonical(old) !== canonical(after)) this.#options.onWrite({ keys: key, before: old, after });
    }
    return response;
  }

  async #load(write: WriteCall, keys: readonly JsonObject[]): Promise<void> {
    if (keys.length === 0) return;
    for (const key of keys) this.#images.set(this.#nameOf(key), null);
    const items = await this.#options.read(write, keys);
    for (const item of items) this.#images.set(this.#nameOf(item), item);
  }

  #wantedKeys({ service, operation, body }: AwsRequest): readonly JsonObject[] {
    if (service !== 'dynamodb' || !WRITES.includes(operation)) return [];
    const keys = writtenItems(operation, body).map((item) => this.keysOf(item));
    return keys.filter(this.#options.isWanted);
  }

  /** The key attributes of an item. */
  keysOf(item: JsonObject): JsonObject {
    return Object.fromEntries(this.#options.keyNames.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
  }

  #nameOf(item: JsonObject): string {
    return JSON.stringify(this.#options.keyNames.map((name) => item[name]));
  }
}

/** Items, or keys, that a request writes. */
function writtenItems(operation: string, body: JsonObject): readonly JsonObject[] {
  switch (operation) {
    case 'TransactWriteItems':
      return objectsAt(body, 'TransactItems').flatMap((item) =>
        Object.entries(item).flatMap(([kind, detail]) => (kind === 'ConditionCheck' ? [] : itemsOf(detail))),
      );
    case 'BatchWriteItem':
      return Object.values(objectAt(body, 'RequestItems')).flatMap((writes) =>
        Array.isArray(writes) ? writes.flatMap((write) => Object.values(write as JsonObject).flatMap(itemsOf)) : [],
      );
    default:
      return itemsOf(body);
  }
}

function itemsOf(detail: unknown): readonly JsonObject[] {
  const { Item, Key } = detail as { readonly Item?: JsonObject; readonly Key?: JsonObject };
  const found = Item ?? Key;
  return found === undefined ? [] : [found];
}

/** One text for equal items: names and set members sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value as JsonObject)) return value;
  const entries = Object.entries(value as JsonObject).map(([name, member]) => {
    const isSet = (name === 'SS' || name === 'NS') && Array.isArray(member);
    return [name, isSet ? member.map(String).sort() : sorted(member)] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
