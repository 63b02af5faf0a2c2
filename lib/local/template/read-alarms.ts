import { readAlarmRule } from '../alarms/alarm-rule.ts';
import { type LocalAlarmSpec, type MetricAlarmSpec, metricKey, type Statistic } from '../alarms/alarm-spec.ts';
import { UnsupportedTemplateError } from '../errors.ts';
import { readStatements } from '../iam/statement.ts';
import { type JsonObject, numberAt, objectAt, requiredTextAt, stringsAt, textAt } from './json.ts';
import type { TopicKey, TopicSpec } from './local-template.ts';
import { objectsAt } from './read-storage.ts';
import type { ResolvedResource } from './resolved-resources.ts';

const COMMON = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'InsufficientDataActions',
  'OKActions',
  'Tags',
];
const OF_METRIC = [
  ...COMMON,
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluationPeriods',
  'MetricName',
  'Namespace',
  'Period',
  'Statistic',
  'Threshold',
  'TreatMissingData',
];
const OF_COMPOSITE = [...COMMON, 'AlarmRule'];

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};
const STATISTICS: readonly Statistic[] = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'];
const MISSING = ['breaching', 'ignore', 'notBreaching'] as const;

/** A metric alarm or a composite one; its actions are functions and topics of the template. */
export function readAlarm(resource: ResolvedResource, targets: readonly { readonly arn: string }[]): LocalAlarmSpec {
  const { properties, type } = resource;
  const isComposite = type === 'AWS::CloudWatch::CompositeAlarm';
  const strange = Object.keys(properties).find((name) => !(isComposite ? OF_COMPOSITE : OF_METRIC).includes(name));
  if (strange !== undefined) throw notServed(strange, resource);
  const common = {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    description: textAt(properties, 'AlarmDescription') ?? '',
    actions: {
      ALARM: actionsOf('AlarmActions', resource, targets),
      OK: actionsOf('OKActions', resource, targets),
      INSUFFICIENT_DATA: actionsOf('InsufficientDataActions', resource, targets),
    },
  };
  if (!isComposite) return { ...common, ...readMetricAlarm(resource) };
  return {
    ...common,
    kind: 'composite',
    rule: readAlarmRule(requiredTextAt(properties, 'AlarmRule'), resource.logicalId),
  };
}

function readMetricAlarm(
  resource: ResolvedResource,
): Omit<MetricAlarmSpec, 'actions' | 'arn' | 'description' | 'name'> {
  const { properties } = resource;
  const evaluationPeriods = numberAt(properties, 'EvaluationPeriods', 1);
  const compare = COMPARISONS[requiredTextAt(properties, 'ComparisonOperator')];
  if (compare === undefined) throw notServed('ComparisonOperator', resource);
  const threshold = Number(requiredTextAt(properties, 'Threshold'));
  return {
    kind: 'metric',
    metric: metricKey(
      requiredTextAt(properties, 'Namespace'),
      requiredTextAt(properties, 'MetricName'),
      dimensionsOf(properties),
    ),
    statistic: oneOf(STATISTICS, 'Statistic', resource),
    periodMs: numberAt(properties, 'Period', 0) * 1_000,
    datapointsToAlarm: numberAt(properties, 'DatapointsToAlarm', evaluationPeriods),
    evaluationPeriods,
    isBad: (value) => compare(value, threshold),
    missing: oneOf(MISSING, 'TreatMissingData', resource),
  };
}

function dimensionsOf(properties: JsonObject): Readonly<Record<string, string>> {
  const pairs = objectsAt(properties, 'Dimensions').map((one) => [
    requiredTextAt(one, 'Name'),
    requiredTextAt(one, 'Value'),
  ]);
  return Object.fromEntries(pairs);
}

function actionsOf(
  name: string,
  { logicalId, properties }: ResolvedResource,
  targets: readonly { readonly arn: string }[],
) {
  const actions = textAt(properties, 'ActionsEnabled') === 'false' ? [] : stringsAt(properties, name);
  const stranger = actions.find((action) => !targets.some(({ arn }) => arn === action));
  if (stranger === undefined) return actions;
  throw new UnsupportedTemplateError(
    `the action ${stranger} of ${logicalId}`,
    'a function or topic of the template is expected',
  );
}

function oneOf<Known extends string>(known: readonly Known[], name: string, resource: ResolvedResource): Known {
  const found = known.find((one) => one === textAt(resource.properties, name));
  if (found === undefined) throw notServed(name, resource, known);
  return found;
}

function notServed(name: string, { logicalId, properties }: ResolvedResource, known: readonly string[] = []) {
  const why = known.length === 0 ? 'it is not evaluated here' : `known are ${known.join(', ')}`;
  return new UnsupportedTemplateError(`${name} ${JSON.stringify(properties[name] ?? null)} of alarm ${logicalId}`, why);
}

/** A topic with the statements about it, and those of the key that encrypts it. */
export function readTopic(
  resource: ResolvedResource,
  policies: readonly ResolvedResource[],
  keys: readonly ResolvedResource[],
): TopicSpec {
  const own = policies.filter(({ properties }) => stringsAt(properties, 'Topics').includes(resource.ref));
  return {
    name: resource.name,
    arn: resource.ref,
    policy: own.flatMap(statementsOf),
    key: keyOf(resource, keys),
  };
}

/** That of AWS has no statement for any of its services. */
function keyOf({ logicalId, properties }: ResolvedResource, keys: readonly ResolvedResource[]): TopicKey | null {
  const id = textAt(properties, 'KmsMasterKeyId');
  if (id === undefined) return null;
  if (id.endsWith('alias/aws/sns')) return { arn: id, policy: [], isAws: true };
  const key = keys.find(({ attributes, ref }) => id === ref || id === attributes['Arn']);
  if (key === undefined) throw new UnsupportedTemplateError(`key ${id} of ${logicalId}`, 'it is not in the template');
  return { arn: requiredTextAt(key.attributes, 'Arn'), policy: keyStatements(key), isAws: false };
}

function statementsOf({ logicalId, properties }: ResolvedResource) {
  return readStatements(objectAt(properties, 'PolicyDocument'), `topic policy ${logicalId}`);
}

function keyStatements({ logicalId, properties }: ResolvedResource) {
  return readStatements(objectAt(properties, 'KeyPolicy'), `key policy ${logicalId}`);
}
