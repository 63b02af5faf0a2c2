import { UnsupportedTemplateError } from '../errors.ts';
import { readPattern } from '../events/event-pattern.ts';
import { isJsonObject, listAt, numberAt, objectAt, requiredTextAt, stringsAt, textAt } from './json.ts';
import type {
  FunctionSpec,
  MappingSpec,
  QueueSpec,
  RoleSpec,
  RouteSpec,
  RuleSpec,
  ScheduleSpec,
  StreamMappingSpec,
} from './local-template.ts';
import { objectsAt } from './read-storage.ts';
import type { ResolvedResource } from './resolved-resources.ts';
import { LOCAL_ACCOUNT } from './resource-identity.ts';

/** What triggers may point at. */
export interface TriggerTargets {
  readonly functions: readonly FunctionSpec[];
  readonly queues: readonly QueueSpec[];
  readonly roles: readonly RoleSpec[];
}

export function readMapping(resource: ResolvedResource, targets: TriggerTargets): MappingSpec {
  const { properties } = resource;
  const source = requiredTextAt(properties, 'EventSourceArn');
  return {
    function: findFunction(requiredTextAt(properties, 'FunctionName'), targets, resource),
    queue: find(targets.queues, (queue) => queue.arn === source, `event source ${source}`, resource),
    batchSize: numberAt(properties, 'BatchSize', 10),
    reportsBatchItemFailures: stringsAt(properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures'),
  };
}

/** The batching window is that of an instant: what it has left is one batch. */
export function readStreamMapping(resource: ResolvedResource, targets: TriggerTargets): StreamMappingSpec {
  const { properties, logicalId } = resource;
  const start = textAt(properties, 'StartingPosition');
  if (start !== 'TRIM_HORIZON')
    throw new UnsupportedTemplateError(`StartingPosition ${start} of ${logicalId}`, 'TRIM_HORIZON is expected');
  return {
    function: findFunction(requiredTextAt(properties, 'FunctionName'), targets, resource),
    streamArn: requiredTextAt(properties, 'EventSourceArn'),
    batchSize: numberAt(properties, 'BatchSize', 100),
    failureQueueArn: textAt(objectAt(objectAt(properties, 'DestinationConfig'), 'OnFailure'), 'Destination') ?? null,
    filters: objectsAt(objectAt(properties, 'FilterCriteria'), 'Filters').map((filter) =>
      readPattern(JSON.parse(requiredTextAt(filter, 'Pattern')), `filter of ${logicalId}`),
    ),
  };
}

/** Whether an event source mapping reads the stream of a table. */
export function isStreamMapping({ properties }: ResolvedResource): boolean {
  return /:dynamodb:.*\/stream\//.test(requiredTextAt(properties, 'EventSourceArn'));
}

/** A schedule of this kind has DynamoDB export the table: there is nobody here to do it, and no function knows. */
export const EXPORT_CALL = 'arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime';

export function readSchedule(resource: ResolvedResource, targets: TriggerTargets): ScheduleSpec {
  const { properties } = resource;
  const target = objectAt(properties, 'Target');
  const roleArn = requiredTextAt(target, 'RoleArn');
  return {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    expression: requiredTextAt(properties, 'ScheduleExpression'),
    timeZone: textAt(properties, 'ScheduleExpressionTimezone') ?? 'UTC',
    function: findFunction(requiredTextAt(target, 'Arn'), targets, resource),
    role: find(targets.roles, (role) => role.arn === roleArn, `role ${roleArn}`, resource),
    input: textAt(target, 'Input') ?? '{}',
  };
}

export function readRule(resource: ResolvedResource, targets: TriggerTargets): RuleSpec {
  const { properties, logicalId } = resource;
  if (properties.ScheduleExpression !== undefined) {
    throw new UnsupportedTemplateError(
      `ScheduleExpression of rule ${logicalId}`,
      'schedules belong to EventBridge Scheduler',
    );
  }
  return {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    bus: textAt(properties, 'EventBusName') ?? 'default',
    pattern: readPattern(objectAt(properties, 'EventPattern'), `rule ${logicalId}`),
    targets: objectsAt(properties, 'Targets').map((target) => {
      const deadLetterArn = textAt(objectAt(target, 'DeadLetterConfig'), 'Arn');
      const refused = ['Input', 'InputPath', 'InputTransformer', 'RoleArn'].find((name) => target[name] !== undefined);
      if (refused !== undefined)
        throw new UnsupportedTemplateError(`${refused} of a target of rule ${logicalId}`, 'not served');
      return {
        function: findFunction(requiredTextAt(target, 'Arn'), targets, resource),
        deadLetterQueue:
          deadLetterArn === undefined
            ? null
            : find(
                targets.queues,
                (queue) => queue.arn === deadLetterArn,
                `dead-letter queue ${deadLetterArn}`,
                resource,
              ),
      };
    }),
  };
}

/** One route of the HTTP API with the function behind its integration. */
export function readRoute(
  resource: ResolvedResource,
  integrations: readonly ResolvedResource[],
  targets: TriggerTargets,
  region: string,
): RouteSpec {
  const { properties, logicalId } = resource;
  const key = requiredTextAt(properties, 'RouteKey');
  const [method = '', path = ''] = key.split(' ');
  if (!path.startsWith('/'))
    throw new UnsupportedTemplateError(`route key ${key} of ${logicalId}`, '"METHOD /path" is expected');
  const authorization = textAt(properties, 'AuthorizationType') ?? 'NONE';
  if (authorization !== 'NONE' && authorization !== 'AWS_IAM') {
    throw new UnsupportedTemplateError(
      `AuthorizationType ${authorization} of route ${key}`,
      'NONE or AWS_IAM is expected',
    );
  }
  const target = requiredTextAt(properties, 'Target').replace(/^integrations\//, '');
  const integration = find(integrations, (candidate) => candidate.ref === target, `integration ${target}`, resource);
  if (textAt(integration.properties, 'PayloadFormatVersion') !== '2.0') {
    throw new UnsupportedTemplateError(`PayloadFormatVersion of ${integration.logicalId}`, '2.0 is expected');
  }
  const api = requiredTextAt(properties, 'ApiId');
  return {
    method,
    path,
    authorization,
    function: findFunction(requiredTextAt(integration.properties, 'IntegrationUri'), targets, resource),
    arn: `arn:aws:execute-api:${region}:${LOCAL_ACCOUNT}:${api}/$default/${method}${path}`,
  };
}

/** Refuses an API feature that would change who may call or what the function sees. */
export function assertPlainApi(resource: ResolvedResource): void {
  const protocol = textAt(resource.properties, 'ProtocolType');
  if (protocol !== 'HTTP')
    throw new UnsupportedTemplateError(`ProtocolType ${protocol} of ${resource.logicalId}`, 'HTTP is expected');
  if (listAt(resource.properties, 'Body').some((body) => isJsonObject(body))) {
    throw new UnsupportedTemplateError(`Body of ${resource.logicalId}`, 'routes are expected as resources');
  }
}

function findFunction(reference: string, targets: TriggerTargets, from: ResolvedResource): FunctionSpec {
  return find(
    targets.functions,
    ({ arn }) => arn === reference || arn.endsWith(`:function:${reference}`),
    `function ${reference}`,
    from,
  );
}

function find<T>(candidates: readonly T[], test: (candidate: T) => boolean, what: string, from: ResolvedResource): T {
  const found = candidates.find(test);
  if (found !== undefined) return found;
  throw new UnsupportedTemplateError(`${what} of ${from.logicalId}`, 'it is not in the template');
}
