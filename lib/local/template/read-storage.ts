import { UnsupportedTemplateError } from '../errors.ts';
import { type PolicyStatement, readStatements } from '../iam/statement.ts';
import {
  isJsonObject,
  type JsonObject,
  listAt,
  numberAt,
  objectAt,
  requiredTextAt,
  stringsAt,
  textAt,
} from './json.ts';
import type { QueueSpec, TableKey, TableSpec } from './local-template.ts';
import type { ResolvedResource } from './resolved-resources.ts';

const QUEUE_ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
] as const;

const STREAM_VIEW = 'NEW_AND_OLD_IMAGES';

/** A table with its keys and indexes. */
export function readTable(resource: ResolvedResource): TableSpec {
  const { properties } = resource;
  const view = textAt(objectAt(properties, 'StreamSpecification'), 'StreamViewType') ?? STREAM_VIEW;
  if (view !== STREAM_VIEW)
    throw new UnsupportedTemplateError(`StreamViewType ${view} of ${resource.logicalId}`, `${STREAM_VIEW} is served`);
  const types = new Map(
    objectsAt(properties, 'AttributeDefinitions').map((definition) => [
      requiredTextAt(definition, 'AttributeName'),
      requiredTextAt(definition, 'AttributeType'),
    ]),
  );
  return {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    keys: readKeys(properties, types),
    indexes: objectsAt(properties, 'GlobalSecondaryIndexes').map((index) => ({
      name: requiredTextAt(index, 'IndexName'),
      keys: readKeys(index, types),
      projection: objectAt(index, 'Projection'),
    })),
  };
}

/** Key schema, hash key first. */
function readKeys(parent: JsonObject, types: ReadonlyMap<string, string>): readonly TableKey[] {
  return objectsAt(parent, 'KeySchema').map((element) => {
    const name = requiredTextAt(element, 'AttributeName');
    const type = types.get(name);
    if (type === 'S' || type === 'N' || type === 'B') return { name, type };
    throw new UnsupportedTemplateError(`key attribute ${name}`, `its type is ${type ?? 'missing'}`);
  });
}

/** A queue with its attributes, redrive policy and the statements of the queue policies that name it. */
export function readQueue(resource: ResolvedResource, policies: readonly ResolvedResource[]): QueueSpec {
  const { properties } = resource;
  const attributes: Record<string, string> = {};
  for (const name of QUEUE_ATTRIBUTES) {
    const value = textAt(properties, name);
    if (value !== undefined) attributes[name] = value;
  }
  if (properties.RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(properties.RedrivePolicy);
  return {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    url: resource.ref,
    fifo: properties.FifoQueue === true,
    visibilityTimeoutMs: numberAt(properties, 'VisibilityTimeout', 30) * 1_000,
    attributes,
    policy: policies.flatMap((policy) => queueStatements(policy, resource.ref)),
  };
}

function queueStatements(policy: ResolvedResource, queueUrl: string): readonly PolicyStatement[] {
  if (!stringsAt(policy.properties, 'Queues').includes(queueUrl)) return [];
  return readStatements(objectAt(policy.properties, 'PolicyDocument'), `queue policy ${policy.logicalId}`);
}

/** Elements of a list that must be objects. */
export function objectsAt(parent: JsonObject, name: string): readonly JsonObject[] {
  return listAt(parent, name).map((element) => {
    if (isJsonObject(element)) return element;
    throw new TypeError(`${name} contains ${JSON.stringify(element)}; only objects are expected`);
  });
}
