import { createHash } from 'node:crypto';
import type { FunctionHost } from '../functions/function-host.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import { isJsonObject, type Json, type JsonObject, textAt } from '../template/json.ts';
import type { LocalTemplate, RuleSpec, RuleTarget } from '../template/local-template.ts';
import { objectsAt } from '../template/read-storage.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';
import { matchesPattern } from './event-pattern.ts';
import { FunctionFailure } from './function-failure.ts';

export interface EventBusOptions {
  readonly template: LocalTemplate;
  readonly access: AccessControl;
  readonly host: (functionName: string) => FunctionHost;
  readonly now: () => number;
}

interface Delivery {
  readonly event: JsonObject;
  readonly rule: RuleSpec;
  readonly target: RuleTarget;
}

const EVENTS_SERVICE = 'events.amazonaws.com';

/** EventBridge: takes events, finds the rules that they match, delivers one at a time when asked to. */
export class EventBus {
  /** Called after events have come in, so that somebody delivers them. */
  onEvents: () => void = () => undefined;
  readonly #options: EventBusOptions;
  readonly #deliveries: Delivery[] = [];
  #events = 0;

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  /** Deliveries that are waiting. */
  get waiting(): number {
    return this.#deliveries.length;
  }

  /** Answers a `PutEvents` request. */
  put(request: JsonObject): JsonObject {
    const results = objectsAt(request, 'Entries').map((entry) => this.#accept(entry));
    this.onEvents();
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  /**
   * Delivers the next event to its target.
   * @param copies how often, as at-least-once delivery may
   * @returns whether there was one
   */
  async deliverNext(copies = 1): Promise<boolean> {
    const delivery = this.#deliveries.shift();
    if (delivery === undefined) return false;
    const { rule, target, event } = delivery;
    const { access } = this.#options;
    if (target.deadLetterQueue !== null) {
      access.authoriseService(EVENTS_SERVICE, rule.arn, target.deadLetterQueue, 'sqs:SendMessage');
    }
    if (access.authoriseService(EVENTS_SERVICE, rule.arn, target.function, 'lambda:InvokeFunction') !== null)
      return true;
    const identity = JSON.stringify([event['detail-type'], event['source'], event['detail']]);
    for (let copy = 0; copy < copies; copy += 1) {
      const result = await this.#options.host(target.function.name).invoke(event, identity);
      if (!result.ok) throw new FunctionFailure(target.function.service, result.error);
    }
    return true;
  }

  #accept(entry: JsonObject): JsonObject {
    const detail = parseDetail(textAt(entry, 'Detail') ?? '');
    const source = textAt(entry, 'Source');
    const detailType = textAt(entry, 'DetailType');
    if (detail === null) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    if (!source || !detailType)
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are required.' };
    this.#events += 1;
    const id = eventId(this.#events, source, detailType, detail);
    const event: JsonObject = {
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account: LOCAL_ACCOUNT,
      time: new Date(this.#options.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: this.#options.template.region,
      resources: [],
      detail,
    };
    const bus = (textAt(entry, 'EventBusName') ?? 'default').split('/').at(-1);
    for (const rule of this.#options.template.rules) {
      if (rule.bus !== bus || !matchesPattern(rule.pattern, event)) continue;
      for (const target of rule.targets) this.#deliveries.push({ event, rule, target });
    }
    return { EventId: id };
  }
}

function parseDetail(text: string): JsonObject | null {
  try {
    const detail = JSON.parse(text) as Json;
    return isJsonObject(detail) ? detail : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function eventId(...parts: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
