import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Alarms } from './alarms/alarms.ts';
import { MetricStore } from './alarms/metric-store.ts';
import type { CloudAssembly } from './assembly/cloud-assembly.ts';
import { createTable } from './emulators/create-tables.ts';
import { startDynamo } from './emulators/dynoxide.ts';
import { QueueEmulator } from './emulators/queue-emulator.ts';
import { EventBus } from './events/event-bus.ts';
import { QueueConsumer } from './events/queue-consumer.ts';
import { TickDispatcher } from './events/tick-dispatcher.ts';
import { Topics } from './events/topics.ts';
import { FunctionHost } from './functions/function-host.ts';
import { RequestIds } from './functions/request-id.ts';
import { AccessControl } from './gateway/access-control.ts';
import { Gateway, type GatewayHooks } from './gateway/gateway.ts';
import { localSecrets, type WebhookTokens } from './gateway/local-secrets.ts';
import { createDynamoClient, createSqsClient } from './gateway/sdk-clients.ts';
import { HttpApi } from './http/http-api.ts';
import { MarketDataServer, type MarketDataServerOptions } from './market-data/market-data-server.ts';
import { TableStreams } from './streams/table-streams.ts';
import type { LocalTemplate } from './template/local-template.ts';
import { readTemplate } from './template/read-template.ts';
import type { SharedClock } from './time/shared-clock.ts';
import { Workflows } from './workflows/workflows.ts';

export interface LocalCloudOptions {
  readonly assembly: CloudAssembly;
  readonly clock: SharedClock;
  readonly marketData: MarketDataServerOptions;
  /** Folder for the functions' logs. */
  readonly logDirectory: string;
  /** Folder that keeps tables and queues; `null` keeps them in memory. */
  readonly dataDirectory: string | null;
  /** How often that folder has been booted before. */
  readonly boot: number;
  /** Port of the HTTP API; 0 chooses a free one. */
  readonly port: number;
  /** `sim`, `alpaca` or `ccxt:ID`: whose keys the variables give. */
  readonly broker: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly hooks?: GatewayHooks;
}

const FALLBACK_REGION = 'us-east-1';

/** What runs, once everything runs. */
export interface LocalServices {
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
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  /** By the function's physical name. */
  readonly hosts: ReadonlyMap<string, FunctionHost>;
}

/** Stops one part; it has been started when it is on the list. */
export type StopService = () => Promise<void>;

/**
 * Starts the parts one after the other, the emulators first.
 * @param started receives how to stop each part as soon as it runs, so that a failure half-way leaves nothing behind
 */
export async function startServices(options: LocalCloudOptions, started: StopService[]): Promise<LocalServices> {
  const { clock, assembly } = options;
  const gateway = await Gateway.listen(options.hooks ?? {});
  started.push(() => gateway.close());
  const template = readTemplate(assembly, { region: FALLBACK_REGION, gatewayUrl: gateway.url });
  const access = new AccessControl(template);
  const emulators = await startEmulators(options, template, started);
  const metrics = new MetricStore(template.alarms.flatMap((alarm) => (alarm.kind === 'metric' ? [alarm.metric] : [])));
  const hosts = createHosts(options, template, access, gateway, metrics);
  started.push(() => stopHosts(hosts));
  const host = (name: string): FunctionHost => hostOf(hosts, name);
  const now = (): number => clock.instant ?? Date.now();
  const bus = new EventBus({ template, access, host, now });
  const workflows = new Workflows({ template, access, host, now });
  started.push(() => workflows.stop());
  const streams = new TableStreams({ template, access, host, now, boot: options.boot, dynamodb: emulators.dynamo.url });
  const alarms = new Alarms({ template, access, host, metrics, standing: (queue) => emulators.queues.standing(queue) });
  const secrets = localSecrets(options.environment, emulators.market.url, options.broker);
  gateway.connect({
    template,
    access,
    dynamodb: emulators.dynamo.url,
    sqs: emulators.queues.url,
    secretValue: (arn) => secrets.valueOf(template.secrets.find((known) => known.arn === arn)?.name ?? ''),
    putEvents: (body) => bus.put(body),
    startExecution: (body) => workflows.start(body),
    publish: (body) => emulators.topics.publish(body),
    capture: streams.capture,
  });
  const clients = operatorClients(template, access, gateway);
  await prepare(template, clients.dynamo, hosts);
  if (options.boot > 0) await streams.tellAgain(clients.dynamo);
  const api = await HttpApi.listen({ template, access, gateway, host, port: options.port, now });
  started.push(() => api.close());
  const consumers = createConsumers(template, access, gateway, host);
  for (const trigger of [workflows, streams]) trigger.attach();
  const triggers = { bus, ticks: new TickDispatcher({ access, host }), workflows, streams, alarms, consumers };
  const doors = { api, webhookTokens: secrets.webhookTokens, topics: emulators.topics };
  return { template, clock, access, gateway, queues: emulators.queues, ...triggers, ...doors, ...clients, hosts };
}

function operatorClients(template: LocalTemplate, access: AccessControl, gateway: Gateway) {
  const operator = { gatewayUrl: gateway.url, region: template.region, credentials: access.operator };
  return { dynamo: createDynamoClient(operator), sqs: createSqsClient(operator) };
}

async function prepare(
  template: LocalTemplate,
  dynamo: DynamoDBClient,
  hosts: ReadonlyMap<string, FunctionHost>,
): Promise<void> {
  for (const table of template.tables) await createTable(dynamo, table);
  await Promise.all([...hosts.values()].map((warming) => warming.warm()));
}

/** Stops in the reverse order of starting, all of them; the first failure is thrown at the end. */
export async function stopServices(started: readonly StopService[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of started.toReversed()) await stop().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function startEmulators(options: LocalCloudOptions, template: LocalTemplate, started: StopService[]) {
  const { clock, dataDirectory, environment } = options;
  const database = dataDirectory === null ? null : join(dataDirectory, 'tables.db');
  const dynamo = await startDynamo(database, environment);
  started.push(() => dynamo.stop());
  const { region, queues: specs } = template;
  const queues = await QueueEmulator.start({ clock, region, directory: dataDirectory, queues: specs });
  started.push(() => queues.stop());
  const market = await MarketDataServer.listen(options.marketData);
  started.push(() => market.close());
  return { dynamo, queues, market, topics: new Topics(template) };
}

function createConsumers(
  template: LocalTemplate,
  access: AccessControl,
  gateway: Gateway,
  host: (name: string) => FunctionHost,
): readonly QueueConsumer[] {
  const { region } = template;
  return template.mappings.map((mapping) => {
    const credentials = access.credentialsOf(mapping.function);
    const client = createSqsClient({ gatewayUrl: gateway.url, region, credentials });
    return new QueueConsumer({
      mapping,
      client,
      host: host(mapping.function.name),
      region,
      sends: () => gateway.sends,
    });
  });
}

function createHosts(
  options: LocalCloudOptions,
  template: LocalTemplate,
  access: AccessControl,
  gateway: Gateway,
  metrics: MetricStore,
): ReadonlyMap<string, FunctionHost> {
  mkdirSync(options.logDirectory, { recursive: true });
  const requestIds = new RequestIds(options.boot);
  return new Map(
    template.functions.map((spec) => [
      spec.name,
      new FunctionHost({
        spec,
        region: template.region,
        endpoint: gateway.url,
        clock: options.clock,
        access,
        requestIds,
        onMetrics: (line) => metrics.ingest(line),
        logFile: join(options.logDirectory, `${spec.service}.log`),
      }),
    ]),
  );
}

async function stopHosts(hosts: ReadonlyMap<string, FunctionHost>): Promise<void> {
  await Promise.all([...hosts.values()].map((host) => host.stop()));
}

function hostOf(hosts: ReadonlyMap<string, FunctionHost>, name: string): FunctionHost {
  const host = hosts.get(name);
  if (host === undefined) throw new Error(`function ${name} is not in the template`);
  return host;
}
