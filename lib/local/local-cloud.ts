import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { AccessDeniedError } from './access-denied-error.ts';
import type { Alarms } from './alarms/alarms.ts';
import { dumpTable } from './dump-table.ts';
import type { QueueEmulator } from './emulators/queue-emulator.ts';
import type { EventBus } from './events/event-bus.ts';
import type { QueueConsumer } from './events/queue-consumer.ts';
import type { TickDispatcher } from './events/tick-dispatcher.ts';
import type { Topics } from './events/topics.ts';
import type { FunctionHost } from './functions/function-host.ts';
import type { InvocationResult } from './functions/function-protocol.ts';
import type { AccessControl } from './gateway/access-control.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { WebhookTokens } from './gateway/local-secrets.ts';
import { recordRights } from './gateway/record-rights.ts';
import type { HttpApi } from './http/http-api.ts';
import {
  type LocalCloudOptions,
  type LocalServices,
  type StopService,
  startServices,
  stopServices,
} from './local-services.ts';
import type { TableStreams } from './streams/table-streams.ts';
import type { JsonObject } from './template/json.ts';
import type { LocalTemplate, TableSpec } from './template/local-template.ts';
import type { SharedClock } from './time/shared-clock.ts';
import type { Workflows } from './workflows/workflows.ts';

/** Everything that the template describes, running on this machine. */
export class LocalCloud {
  readonly template: LocalTemplate;
  readonly clock: SharedClock;
  readonly access: AccessControl;
  readonly gateway: Gateway;
  readonly queues: QueueEmulator;
  readonly bus: EventBus;
  readonly ticks: TickDispatcher;
  readonly workflows: Workflows;
  readonly streams: TableStreams;
  readonly topics: Topics;
  readonly alarms: Alarms;
  readonly consumers: readonly QueueConsumer[];
  readonly api: HttpApi;
  readonly webhookTokens: WebhookTokens;
  /** As the operator. */
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly #hosts: ReadonlyMap<string, FunctionHost>;
  readonly #closers: readonly StopService[];

  private constructor(parts: LocalServices, closers: readonly StopService[]) {
    this.template = parts.template;
    this.clock = parts.clock;
    this.access = parts.access;
    this.gateway = parts.gateway;
    this.queues = parts.queues;
    this.bus = parts.bus;
    this.ticks = parts.ticks;
    this.workflows = parts.workflows;
    this.streams = parts.streams;
    this.topics = parts.topics;
    this.alarms = parts.alarms;
    this.consumers = parts.consumers;
    this.api = parts.api;
    this.webhookTokens = parts.webhookTokens;
    this.dynamo = parts.dynamo;
    this.sqs = parts.sqs;
    this.#hosts = parts.hosts;
    this.#closers = closers;
  }

  /** Boots everything or nothing: what was started is stopped again when a later part does not start. */
  static async boot(options: LocalCloudOptions): Promise<LocalCloud> {
    const closers: StopService[] = [];
    try {
      return new LocalCloud(await startServices(options, closers), closers);
    } catch (error) {
      await stopServices(closers);
      throw error;
    }
  }

  /** The one table of the template. */
  get table(): TableSpec {
    const [table, ...others] = this.template.tables;
    if (table === undefined || others.length > 0)
      throw new Error(`the template has ${this.template.tables.length} tables; one is expected`);
    return table;
  }

  /** Throws {@link AccessDeniedError} when anybody has been denied anything. */
  assertAllowed(): void {
    const [denial] = this.access.denials;
    if (denial !== undefined) throw new AccessDeniedError(denial);
  }

  /** Invokes a function by its service name, e.g. `monitor-risk`. */
  invoke(service: string, event: unknown): Promise<InvocationResult> {
    const spec = this.template.functions.find((candidate) => candidate.service === service);
    const host = spec === undefined ? undefined : this.#hosts.get(spec.name);
    if (host === undefined) throw new Error(`there is no function ${service}`);
    return host.invoke(event);
  }

  /** Puts events on the bus as the operator. */
  putEvents(entries: readonly JsonObject[]): JsonObject {
    return this.bus.put({ Entries: entries });
  }

  /** Canonical text of the table. */
  dumpTable(): Promise<string> {
    return dumpTable(this.dynamo, this.table.name);
  }

  /** Lets running invocations end, then stops everything. */
  async stop(): Promise<void> {
    await stopServices(this.#closers);
    recordRights(this.template, this.access.asked);
  }
}
