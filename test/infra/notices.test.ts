import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { noticedEvents } from '#domain/notices/noticed-events.ts';
import { describeReference, describeRoles } from './policy-statements.ts';
import { configOf, createApp, resourcesOf, templatesOf } from './synthesized-app.ts';

function telling(notifications: NonNullable<EnvironmentConfig['notifications']>) {
  const { stacks } = createApp({ ...configOf('dev'), notifications });
  return { app: Template.fromStack(stacks.app), data: Template.fromStack(stacks.data) };
}

const TO_ALL = {
  channels: ['slack' as const, 'webhook' as const],
  least_severity: 'critical' as const,
  most_per_hour: 30,
};
const { app, data } = telling(TO_ALL);
const emails = ['a@example.com', 'b@example.com'];
const mail = telling({ channels: ['email'], emails, least_severity: 'info', most_per_hour: 30 }).app;

describe('notices', () => {
  test('Given nobody to be told, Then there is no function, no rule and no secret for it', () => {
    const silent = templatesOf('dev');
    const ids = [silent.app, silent.data].flatMap((template) => Object.keys(template.toJSON()['Resources']));
    expect(ids.filter((id) => /^notif|notice/i.test(id))).toEqual([]);
  });

  test('Given channels, Then what is bad enough goes to the function that tells of it, and is set aside when it cannot', () => {
    app.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^SignalsBus') },
      EventPattern: { source: ['tidegate'], 'detail-type': [...noticedEvents('critical')] },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NotifyFunction'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NoticesDeadLetters'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
        }),
      ],
    });
    const limits = resourcesOf(app, 'AWS::Lambda::EventInvokeConfig').find(
      ([, { Properties }]) => describeReference(Properties['FunctionName']) === 'NotifyFunction',
    );
    expect(limits?.[1].Properties).toMatchObject({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 });
  });

  test('Given channels, Then every alarm that rings is told, and a critical one’s end, too', () => {
    const notify = { 'Fn::GetAtt': [Match.stringLikeRegexp('^NotifyFunction'), 'Arn'] };
    const alarms = [
      ...resourcesOf(app, 'AWS::CloudWatch::Alarm'),
      ...resourcesOf(app, 'AWS::CloudWatch::CompositeAlarm'),
    ];
    const told = alarms.filter(([, { Properties }]) =>
      JSON.stringify(Properties['AlarmActions']).includes('NotifyFunction'),
    );
    expect(told).toHaveLength(alarms.length);
    app.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { OKActions: Match.arrayWith([notify]) });
  });

  test('Given the function, Then it may remember what it sent and read its own secret, and nothing else', () => {
    expect(describeRoles(app)['NotifyRole']).toEqual([
      ['logs:CreateLogStream logs:PutLogEvents', 'NotifyLogs.Arn'],
      ['dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem', 'LedgerTable.Arn'],
      ['secretsmanager:GetSecretValue', 'NoticesSecret'],
    ]);
    const text = JSON.stringify(app.toJSON());
    expect(text).not.toMatch(/SLACK_WEBHOOK_URL|NOTICE_WEBHOOK_SECRET/);
  });

  test('Given addresses, Then a topic that is encrypted, and takes nothing without TLS, mails each of them; the function may publish to it, and to no other', () => {
    const mailed = resourcesOf(mail, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(mailed.map(({ Endpoint, Protocol, TopicArn }) => [Protocol, Endpoint, describeReference(TopicArn)])).toEqual(
      emails.map((address) => ['email', address, 'NoticeMailTopic']),
    );
    mail.hasResourceProperties('AWS::SNS::Topic', {
      DisplayName: 'Tidegate notices',
      KmsMasterKeyId: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('alias/aws/sns$')])] },
    });
    mail.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: Match.stringLikeRegexp('^NoticeMailTopic') }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      },
    });
    expect(describeRoles(mail)['NotifyRole']?.filter(([action]) => action?.startsWith('sns:'))).toEqual([
      ['sns:Publish', 'NoticeMailTopic'],
    ]);
    expect(JSON.stringify(app.toJSON())).not.toContain('NoticeMail');
  });

  test('Given a service outside that waits, Then the function is called every five minutes; Given none, Then by no schedule', () => {
    const calls = (template: Template) =>
      resourcesOf(template, 'AWS::Scheduler::Schedule').filter(([, { Properties }]) =>
        JSON.stringify(Properties['Target']).includes('NotifyFunction'),
      );
    expect(calls(app)).toEqual([]);
    const { app: watched } = telling({ ...TO_ALL, dead_man: true });
    const [[, schedule] = [], ...others] = calls(watched);
    expect(others).toEqual([]);
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: 'cron(*/5 * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Input: '{"version":"1","tick":"<aws.scheduler.scheduled-time>"}',
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TicksRole/), 'Arn'] },
      },
    });
    expect(describeRoles(watched)['NotifyRole']).toEqual(describeRoles(app)['NotifyRole']);
    expect(describeRoles(watched)['TicksRole']?.flat().join(' ')).toContain('NotifyFunction.Arn');
    expect(JSON.stringify(watched.toJSON())).not.toContain('DEAD_MAN_URL');
  });

  test('Given people who are told of days, Then the function is called, too, and may read what a day is made of', () => {
    const { app: told } = telling({ ...TO_ALL, day_summary: true });
    expect(resourcesOf(told, 'AWS::Scheduler::Schedule')).toHaveLength(5);
    expect(describeRoles(told)['NotifyRole']?.[1]).toEqual([
      'dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
      'LedgerTable.Arn',
    ]);
  });

  test('Given the secret, Then it is generated, has every field that a channel may need, and outlives the functions', () => {
    const [[, secret] = []] = resourcesOf(data, 'AWS::SecretsManager::Secret').filter(([id]) =>
      id.startsWith('Notices'),
    );
    const { GenerateSecretString } = (secret?.Properties ?? {}) as {
      GenerateSecretString: { GenerateStringKey: string; SecretStringTemplate: string };
    };
    expect(GenerateSecretString.GenerateStringKey).toBe('NOTICE_WEBHOOK_SECRET');
    expect(JSON.parse(GenerateSecretString.SecretStringTemplate)).toEqual({
      SLACK_WEBHOOK_URL: '',
      TELEGRAM_BOT_TOKEN: '',
      TELEGRAM_CHAT_ID: '',
      TELEGRAM_API_URL: '',
      NOTICE_WEBHOOK_URL: '',
      DEAD_MAN_URL: '',
    });
  });
});
