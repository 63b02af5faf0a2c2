import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { describeReference, withoutHash } from './policy-statements.ts';
import { resourcesOf, templatesOf } from './synthesized-app.ts';

const template = templatesOf('dev').app;

const FIFO = {
  FifoQueue: true,
  ContentBasedDeduplication: false,
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
  SqsManagedSseEnabled: true,
};

function queue(name: string): Readonly<Record<string, unknown>> {
  const found = resourcesOf(template, 'AWS::SQS::Queue').find(([id]) => withoutHash(id) === name);
  if (found === undefined) throw new Error(`no queue ${name}`);
  return found[1].Properties;
}

describe('orders queue', () => {
  test('Given the queue, Then it is FIFO by group, encrypted, and sets aside what failed three times', () => {
    expect(queue('OrdersQueue')).toMatchObject({
      ...FIFO,
      VisibilityTimeout: 30,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^OrdersDeadLetters/), 'Arn'] },
        maxReceiveCount: 3,
      },
    });
  });

  test('Given its dead letters, Then they are FIFO too and stay two weeks', () => {
    expect(queue('OrdersDeadLetters')).toMatchObject({ ...FIFO, MessageRetentionPeriod: 14 * 24 * 3600 });
  });

  test('Given place-order, Then it gets one message at a time, reports failures, and ends long before it comes again', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: 'place-order' }) },
      Timeout: 10,
    });
  });

  test('Given every queue, Then plain HTTP is refused', () => {
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy').map(([, resource]) =>
      JSON.stringify(resource.Properties),
    );

    expect(policies).toHaveLength(resourcesOf(template, 'AWS::SQS::Queue').length);
    for (const policy of policies)
      expect(policy).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
  });
});

describe('signal rule', () => {
  test('Given a SignalReceived event, When it cannot be delivered within 60 s, Then it goes to the dead letters', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'tidegate-dev', Policy: Match.absent() });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^SignalsBus') },
      EventPattern: { 'detail-type': ['SignalReceived'], source: [{ 'anything-but': ['tidegate'] }] },
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AcceptSignalFunction'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SignalsDeadLetters'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 3 },
        },
      ],
    });
    expect(queue('SignalsDeadLetters')).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });

  test('Given the rule, Then only it may call accept-signal, and only it may write to its dead letters', () => {
    const rule = { 'Fn::GetAtt': [Match.stringLikeRegexp('^SignalsRule'), 'Arn'] };
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AcceptSignalFunction'), 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: rule,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': rule } },
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
          }),
        ]),
      },
    });
  });
});

describe('ticks', () => {
  test('Given the schedules, Then four functions are called each minute with the time of the tick, late ones never', () => {
    const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);

    expect(schedules.map((one) => describeReference((one.Target as { Arn: unknown }).Arn))).toEqual([
      'GenerateSignalsFunction.Arn',
      'TrackOrdersFunction.Arn',
      'MonitorRiskFunction.Arn',
      'SealAuditFunction.Arn',
    ]);
    for (const schedule of schedules) {
      expect(schedule).toMatchObject({
        ScheduleExpression: 'cron(* * * * ? *)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        Target: {
          Input: '{"version":"1","tick":"<aws.scheduler.scheduled-time>"}',
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 },
          RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TicksRole/), 'Arn'] },
        },
      });
    }
  });

  test('Given the role of the schedules, Then only the scheduler of the same account takes it', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
          },
        ],
      },
    });
  });

  test('Given functions that nobody waits for, When they fail, Then Lambda forgets the event within two minutes, that of an alarm in ten', () => {
    const limits = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => [
      describeReference(Properties.FunctionName),
      Properties.MaximumEventAgeInSeconds,
      Properties.MaximumRetryAttempts,
    ]);

    expect(limits).toEqual([
      ['GenerateSignalsFunction', 60, 0],
      ['AcceptSignalFunction', 120, 1],
      ['TrackOrdersFunction', 60, 0],
      ['MonitorRiskFunction', 60, 0],
      ['SealAuditFunction', 60, 0],
      ['RestrictTradingFunction', 600, 2],
      ['StopTradingFunction', 600, 2],
    ]);
  });
});

describe('readers of the ledger’s stream', () => {
  const unusual = { mode: { S: [{ 'anything-but': ['NORMAL'] }] } };
  const account = { pk: { S: [{ prefix: 'ACCOUNT#' }] }, sk: { S: ['ACCOUNT'] } };
  const told = ['ORDERS#', 'FILLS#', 'SESSIONS#', 'SIGNALS#', 'RISK#', 'STOPS#', 'RECONCILIATIONS#'];
  const keysOf = (partitions: readonly string[]) => ({ pk: { S: partitions.map((prefix) => ({ prefix })) } });

  function mappingOf(id: string): Readonly<Record<string, unknown>> {
    const found = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').find(([name]) => name.startsWith(id));
    return found?.[1].Properties ?? {};
  }

  function filtersOf(id: string): readonly unknown[] {
    const { Filters } = mappingOf(id)['FilterCriteria'] as { Filters: readonly { Pattern: string }[] };
    return Filters.map(({ Pattern }) => JSON.parse(Pattern));
  }

  test('Given the trail and the bus, Then each has a reader and filters of its own: the trail waits for nothing else', () => {
    expect(describeReference(mappingOf('AuditStream')['FunctionName'])).toBe('RecordAuditFunction');
    expect(filtersOf('AuditStream')).toEqual([
      { dynamodb: { Keys: keysOf([...told, 'ADJUSTMENTS#']) } },
      { dynamodb: { Keys: account, NewImage: unusual } },
      { dynamodb: { Keys: account, OldImage: unusual } },
    ]);
    expect(describeReference(mappingOf('EventStream')['FunctionName'])).toBe('RelayEventsFunction');
    expect(filtersOf('EventStream')).toEqual([{ dynamodb: { Keys: keysOf(told) } }]);
  });

  test.for(['AuditStream', 'EventStream'])(
    'Given %s, When a batch fails, Then it comes again in halves, and what never works is set aside and named',
    (id) => {
      expect(mappingOf(id)).toMatchObject({
        BatchSize: 100,
        BisectBatchOnFunctionError: true,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(`^${id}SetAside`), 'Arn'] } },
        },
        MaximumBatchingWindowInSeconds: 2,
        MaximumRetryAttempts: 100,
        StartingPosition: 'TRIM_HORIZON',
      });
      // What has only waited behind it must not be let go of by its age.
      expect(mappingOf(id)).not.toHaveProperty('MaximumRecordAgeInSeconds');
      expect(queue(`${id}SetAside`)).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3600,
      });
    },
  );
});
