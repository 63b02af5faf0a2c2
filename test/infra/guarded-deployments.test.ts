import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { describeReference, describeRoles, withoutHash } from './policy-statements.ts';
import { configOf, createApp, ENVIRONMENTS, type Resource, resourcesOf, templatesOf } from './synthesized-app.ts';

const notified = {
  ...configOf('prod'),
  notifications: { channels: ['slack' as const], least_severity: 'warning' as const, most_per_hour: 20 },
};
const template = Template.fromStack(createApp(notified).stacks.app);

/** Alarms and workflows call them. */
const AT_ONCE = ['emergency-stop', 'reconcile', 'restrict-trading', 'stop-trading', 'notify'];
const GUARDED = FUNCTION_NAMES.filter((name) => !AT_ONCE.includes(name));

const ALARMS = [
  'WatchAlarmsUnknownOutcome',
  'WatchAlarmsDriftDetected',
  'WatchAlarmsOrderDeadLetters',
  'WatchAlarmsKillSelfTest',
  'WatchAlarmsHeartbeatMonitorRisk',
  'WatchAlarmsHeartbeatTrackOrders',
  'WatchAlarmsHeartbeatGenerateSignals',
];

interface AlarmConfiguration {
  readonly Alarms: readonly { readonly Name: unknown }[];
  readonly Enabled: boolean;
}

function serviceOf({ Properties }: Resource): string {
  return (Properties['Environment'] as { Variables: { POWERTOOLS_SERVICE_NAME: string } }).Variables
    .POWERTOOLS_SERVICE_NAME;
}

/** Logical id of each function by its name. */
const functions = new Map(
  resourcesOf(template, 'AWS::Lambda::Function').map(([id, resource]) => [serviceOf(resource), id]),
);

/** Everything that a resource has to wait for. */
function referred(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referred);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [String(inner[0])];
    return referred(inner);
  });
}

function waitsFor({ DependsOn = [], Properties, UpdatePolicy }: Resource): readonly string[] {
  return [...referred(Properties), ...referred(UpdatePolicy), ...[DependsOn].flat()];
}

/** Resources that wait for each other; none: CloudFormation finds an order. */
function circleIn(resources: ReadonlyMap<string, Resource>): readonly string[] {
  const left = new Map([...resources].map(([id, resource]) => [id, waitsFor(resource)]));
  for (;;) {
    const free = [...left].filter(([, others]) => others.every((other) => !left.has(other))).map(([id]) => id);
    if (free.length === 0) return [...left.keys()];
    for (const id of free) left.delete(id);
  }
}

describe('deployments of prod', () => {
  test.for(['dev', 'paper'] as const)('Given %s, Then functions are called as they are', (environment) => {
    const types = resourcesOf(templatesOf(environment).app).map(([, { Type }]) => Type);

    expect(types.filter((type) => /CodeDeploy|Lambda::(Alias|Version)/.test(type))).toEqual([]);
  });

  test('Given prod, Then each function has an alias, but for those that alarms and workflows call', () => {
    const aliased = resourcesOf(template, 'AWS::Lambda::Alias').map(
      ([, { Properties }]) => `${describeReference(Properties['FunctionName'])} ${Properties['Name']}`,
    );

    expect(new Set(aliased)).toEqual(new Set(GUARDED.map((name) => `${withoutHash(functions.get(name) ?? '')} live`)));
    expect([...functions.keys()].sort()).toEqual([...FUNCTION_NAMES].sort());
  });

  test.for(GUARDED)(
    'Given %s, Then callers move a tenth a minute, and back when it fails or an alarm rings',
    (name) => {
      const id = withoutHash(functions.get(name) ?? '').replace(/Function$/, '');
      const [, group] = resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup').find(
        ([one]) => withoutHash(one) === `Deployments${id}`,
      ) ?? ['', undefined];
      const [aliasId, alias] = resourcesOf(template, 'AWS::Lambda::Alias').find(
        ([one]) => withoutHash(one) === `${id}Alias`,
      ) ?? ['', undefined];
      const alarms = group?.Properties['AlarmConfiguration'] as AlarmConfiguration | undefined;
      const names = alarms?.Alarms.map((one) => describeReference(one.Name));

      expect(group?.Properties).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
      });
      expect(alarms?.Enabled).toBe(true);
      expect(names).toEqual([`Deployments${id}Errors`, ...ALARMS]);
      expect(names?.length).toBeLessThanOrEqual(10);
      expect(JSON.stringify(alias?.UpdatePolicy)).toContain(`{"DeploymentGroupName":{"Ref":"Deployments${id}`.slice(1));
      expect(aliasId).not.toBe('');
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmActions: Match.absent(),
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        TreatMissingData: 'notBreaching',
        Dimensions: [
          { Name: 'FunctionName', Value: { Ref: functions.get(name) } },
          { Name: 'Resource', Value: { 'Fn::Join': ['', [{ Ref: functions.get(name) }, ':live']] } },
        ],
      });
    },
  );

  test('Given a function with an alias, Then nothing that calls, lets call or sends to it names the function itself', () => {
    const guarded = new Set(GUARDED.map((name) => functions.get(name) ?? ''));
    const aware = new Set([
      'AWS::Lambda::Version',
      'AWS::Lambda::Alias',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
    ]);
    const past = resourcesOf(template).filter(
      ([id, resource]) =>
        !aware.has(resource.Type) &&
        !withoutHash(id).startsWith('DeploymentsRole') &&
        waitsFor(resource).some((other) => guarded.has(other)),
    );

    expect(past.map(([id]) => id)).toEqual([]);
  });

  test('Given calls that nobody waits for, Then their limits are those of dev, on what is called', () => {
    const limitsOf = (from: Template) =>
      new Set(
        resourcesOf(from, 'AWS::Lambda::EventInvokeConfig').map(
          ([
            ,
            {
              Properties: { FunctionName, MaximumEventAgeInSeconds, MaximumRetryAttempts },
            },
          ]) => `${describeReference(FunctionName)} ${MaximumEventAgeInSeconds} ${MaximumRetryAttempts}`,
        ),
      );
    const dev = Template.fromStack(createApp({ ...notified, environment: 'dev' }).stacks.app);

    expect(limitsOf(template)).toEqual(limitsOf(dev));
    expect(limitsOf(template).size).toBeGreaterThan(5);
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::EventInvokeConfig')) {
      const isAliased = GUARDED.some(
        (name) => functions.get(name) === (Properties['FunctionName'] as { Ref: string }).Ref,
      );
      expect(Properties['Qualifier'] === '$LATEST').toBe(!isAliased);
    }
  });

  test('Given the role of deployments, Then it moves these aliases and reads alarms, nothing else', () => {
    const arns = GUARDED.map((name) => `${withoutHash(functions.get(name) ?? '')}.Arn`);
    const statements = describeRoles(template)['DeploymentsRole'] ?? [];

    expect(statements.map(([actions]) => actions)).toEqual([
      'lambda:GetAlias lambda:GetProvisionedConcurrencyConfig lambda:UpdateAlias',
      'cloudwatch:DescribeAlarms',
    ]);
    expect((statements[0]?.[1] ?? '').split(', ').sort()).toEqual(arns.flatMap((arn) => [arn, `${arn}:live`]).sort());
    expect(statements[1]?.[1]).toBe('*');
  });

  test('Given rollback=off, When alarms ring that new code would mend, Then everybody moves at once and no alarm is asked', () => {
    const off = Template.fromStack(createApp(notified, { context: { rollback: 'off' } }).stacks.app);
    const groups = resourcesOf(off, 'AWS::CodeDeploy::DeploymentGroup');

    expect(groups).toHaveLength(GUARDED.length);
    for (const [, { Properties }] of groups) {
      expect(Properties).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
        AutoRollbackConfiguration: { Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] },
      });
      expect(JSON.stringify(Properties['AlarmConfiguration'] ?? {})).not.toContain('Name');
    }
    expect(() => createApp(notified, { context: { rollback: 'no' } })).toThrow(
      'rollback: received "no", expected on or off',
    );
  });
});

describe('order of resources', () => {
  test.for(ENVIRONMENTS)(
    'Given %s with notices, Then CloudFormation finds an order in which to make and update everything',
    (environment) => {
      const config = { ...configOf(environment), notifications: notified.notifications };
      for (const stack of Object.values(createApp(config).stacks))
        expect(circleIn(new Map(resourcesOf(Template.fromStack(stack))))).toEqual([]);
    },
  );

  test('Given two that wait for each other, Then the check finds them', () => {
    const waiting = (id: string): Resource => ({ Type: 'x', Properties: {}, UpdatePolicy: { a: [{ Ref: id }] } });

    expect(
      circleIn(
        new Map([
          ['a', waiting('b')],
          ['b', waiting('a')],
          ['c', waiting('none')],
        ]),
      ),
    ).toEqual(['a', 'b']);
  });
});
