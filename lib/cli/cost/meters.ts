import { isJsonObject, listAt, numberAt, objectAt, textAt } from '#local/template/json.ts';
import * as assumed from './assumptions.ts';
import type { Deployed, DeployedResource } from './deployed.ts';
import type { Load } from './load.ts';
import type { PriceKey } from './prices.ts';

/** A number of units, in a month that nothing is traded in and for one more order. */
export interface Metered {
  readonly price: PriceKey;
  readonly idle: number;
  readonly order: number;
}

/** What the resources of one type are billed for. */
export type Meter = (resources: readonly DeployedResource[], load: Load, deployed: Deployed) => readonly Metered[];

const BYTES_OF_A_GB = 1e9;
const DAYS_OF_A_MONTH = assumed.HOURS / 24;

/** By type of resource: a closed list. What AWS bills nothing for stands in `free-types.ts`. */
export const METERS: Readonly<Record<string, Meter>> = {
  'AWS::Lambda::Function': (resources, load, deployed) =>
    resources.flatMap((resource) => {
      const { idle, order } = load.functionOf(deployed.serviceOf({ Ref: resource.logicalId }));
      const memory = numberAt(resource.properties, 'MemorySize', 128);
      const gbSeconds = (milliseconds: number): number =>
        (milliseconds / 1_000) * assumed.slowdown(memory) * (memory / 1_024);
      return [
        { price: 'lambdaRequest', idle: idle.invocations, order: order.invocations },
        { price: 'lambdaArmCompute', idle: gbSeconds(idle.milliseconds), order: gbSeconds(order.milliseconds) },
      ];
    }),
  'AWS::DynamoDB::Table': (resources, load) => resources.flatMap((resource) => table(resource, load)),
  'AWS::SQS::Queue': (resources, { order }, deployed) => {
    const polled = resources.filter((resource) => isPolled(resource, deployed)).length;
    const polls = (polled * assumed.POLLERS * assumed.HOURS * 3_600) / assumed.POLL_SECONDS;
    return [{ price: 'fifoRequest', idle: polls, order: order.queueRequests }];
  },
  'AWS::Scheduler::Schedule': (_resources, load) => [{ price: 'scheduledCall', idle: load.scheduledCalls, order: 0 }],
  'AWS::Events::EventBus': (_resources, { idle, order }) => [
    { price: 'busEvent', idle: idle.busEvents, order: order.busEvents },
  ],
  'AWS::StepFunctions::StateMachine': (_resources, { idle, order }) => [
    { price: 'transition', idle: idle.transitions, order: order.transitions },
    { price: 'trace', idle: idle.executions, order: order.executions },
  ],
  'AWS::ApiGatewayV2::Api': () => [{ price: 'apiRequest', idle: assumed.API_REQUESTS, order: 0 }],
  'AWS::SecretsManager::Secret': (resources) => [{ price: 'secret', idle: resources.length, order: 0 }],
  'AWS::Logs::LogGroup': (resources, load) => logs(resources, load),
  'AWS::CloudWatch::Alarm': (resources) => [
    { price: 'alarm', idle: resources.reduce((sum, { properties }) => sum + alarmedMetrics(properties), 0), order: 0 },
  ],
  'AWS::CloudWatch::CompositeAlarm': (resources) => [{ price: 'compositeAlarm', idle: resources.length, order: 0 }],
  'AWS::CloudWatch::Dashboard': (resources) => [{ price: 'dashboard', idle: resources.length, order: 0 }],
  'AWS::SNS::Topic': (resources) => [{ price: 'notice', idle: resources.length * assumed.NOTICES, order: 0 }],
  'AWS::S3::Bucket': (resources) => [
    { price: 'bucketStorage', idle: resources.length * assumed.ARCHIVE_GB, order: 0 },
    { price: 'bucketPut', idle: resources.length * assumed.ARCHIVE_PUTS, order: 0 },
  ],
  'AWS::KMS::Key': (resources) => [{ price: 'key', idle: resources.length, order: 0 }],
};

function table({ logicalId, properties }: DeployedResource, load: Load): readonly Metered[] {
  const mode = textAt(properties, 'BillingMode');
  if (mode !== 'PAY_PER_REQUEST')
    throw new Error(
      `BillingMode of ${logicalId}: received ${mode ?? 'none'}, expected PAY_PER_REQUEST: no other is priced`,
    );
  const isRestorable = textAt(objectAt(properties, 'PointInTimeRecoverySpecification'), 'PointInTimeRecoveryEnabled');
  const encryption = objectAt(properties, 'SSESpecification');
  const keyRequests = (load.callers * assumed.MINUTES) / assumed.KEY_CACHE_MINUTES;
  return [
    { price: 'tableWrite', idle: load.idle.writeUnits, order: load.order.writeUnits },
    { price: 'tableRead', idle: load.idle.readUnits, order: load.order.readUnits },
    { price: 'tableStorage', idle: assumed.TABLE_GB, order: 0 },
    { price: 'tableRestore', idle: isRestorable === 'true' ? assumed.TABLE_GB : 0, order: 0 },
    { price: 'tableExport', idle: load.exports * assumed.TABLE_GB, order: 0 },
    { price: 'keyRequest', idle: textAt(encryption, 'SSEEnabled') === 'true' ? keyRequests : 0, order: 0 },
  ];
}

/** Dead-letter queues are polled by nobody. */
function isPolled({ logicalId }: DeployedResource, deployed: Deployed): boolean {
  return deployed
    .of('AWS::Lambda::EventSourceMapping')
    .some(({ properties }) => JSON.stringify(properties.EventSourceArn).includes(`"${logicalId}"`));
}

/** An alarm on an expression is billed for each metric in it. */
function alarmedMetrics(properties: DeployedResource['properties']): number {
  const metrics = listAt(properties, 'Metrics').filter(isJsonObject);
  return metrics.length === 0 ? 1 : metrics.filter(({ MetricStat: metric }) => metric !== undefined).length;
}

/** All groups keep their lines as long: as long as the first. */
function logs(resources: readonly DeployedResource[], load: Load): readonly Metered[] {
  const days = Math.max(...resources.map(({ properties }) => numberAt(properties, 'RetentionInDays', 3_650)));
  const written = (bytes: number): number => bytes / BYTES_OF_A_GB;
  const kept = (bytes: number): number => (written(bytes) * days) / DAYS_OF_A_MONTH;
  return [
    { price: 'logIngestion', idle: written(load.idle.logBytes), order: written(load.order.logBytes) },
    { price: 'logStorage', idle: kept(load.idle.logBytes), order: kept(load.order.logBytes) },
    { price: 'metric', idle: load.metrics, order: 0 },
  ];
}
