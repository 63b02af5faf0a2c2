import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { API_ROUTES } from '#application/contracts/api/routes.ts';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { logRetention } from '#infra/log-retention.ts';
import { configOf, createApp, resourcesOf, templatesOf } from './synthesized-app.ts';

const template = templatesOf('dev').app;

/** `notify` only where somebody is to be told. */
const DEPLOYED = FUNCTION_NAMES.filter((name) => name !== 'notify');

describe('functions', () => {
  test.for(DEPLOYED)(
    'Given %s, Then it runs on Node 24 and arm64, with JSON logs in a log group of its own',
    (name) => {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: Match.absent(),
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'handler.handler',
        MemorySize: 512,
        Timeout: name === 'place-order' ? 10 : 30,
        ReservedConcurrentExecutions: Match.absent(),
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('Logs') } },
        Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: name }) },
      });
    },
  );

  test.for([
    ['dev', 7, 'Delete'],
    ['paper', 30, 'Retain'],
    ['prod', 365, 'Retain'],
  ] as const)(
    'Given %s, Then every log is kept for %i days; with its stack gone: %s',
    ([environment, days, policy]) => {
      const logGroups = resourcesOf(templatesOf(environment).app, 'AWS::Logs::LogGroup');

      expect(logGroups).toHaveLength(DEPLOYED.length + 3);
      for (const [, group] of logGroups) {
        expect([group.Properties.RetentionInDays, group.DeletionPolicy]).toEqual([days, policy]);
      }
    },
  );

  test.for([
    [1, RetentionDays.ONE_DAY],
    [8, RetentionDays.TWO_WEEKS],
    [365, RetentionDays.ONE_YEAR],
    [366, RetentionDays.THIRTEEN_MONTHS],
    [4000, RetentionDays.INFINITE],
    [1_000_000, RetentionDays.INFINITE],
  ] as const)(
    'Given %i days to keep, When CloudWatch offers no such period, Then the next longer one is taken',
    ([days, expected]) => {
      expect(logRetention(days)).toBe(expected);
    },
  );
});

describe('control API', () => {
  test('Given its routes, Then only the health check, the document and the webhook are open', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties.RouteKey,
      Properties.AuthorizationType,
    ]);

    const wanted = Object.keys(API_ROUTES).map((key) => [
      key,
      ['GET /health', 'GET /openapi.json', 'POST /webhooks/signals/{strategy}'].includes(key) ? 'NONE' : 'AWS_IAM',
    ]);
    expect(Object.fromEntries(routes)).toEqual(Object.fromEntries(wanted));
  });

  test('Given its stage, Then requests are throttled and logged with caller, route and status', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 40, ThrottlingRateLimit: 20 },
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^HttpAccessLogs'), 'Arn'] },
        Format: Match.serializedJson(
          Match.objectLike({
            caller: '$context.identity.userArn',
            route: '$context.routeKey',
            status: '$context.status',
          }),
        ),
      },
    });
  });

  test('Given its integration, Then the payload is format 2.0', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Integration', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    });
  });
});

describe('app stack', () => {
  test('Given the stack, Then its outputs say where to call, look and send', () => {
    expect(Object.keys(template.toJSON().Outputs).sort()).toEqual([
      'AlarmTopicArn',
      'ApiUrl',
      'EventBusName',
      'OrdersQueueUrl',
      'TableName',
    ]);
  });

  test('Given another region in the configuration, When it is synthesized, Then the stacks go there, to any account', () => {
    const { stacks } = createApp({ ...configOf('paper'), region: 'eu-central-1' });

    for (const [stack, name] of [
      [stacks.data, 'tidegate-paper-data'],
      [stacks.app, 'tidegate-paper-app'],
    ] as const) {
      expect([stack.stackName, stack.region]).toEqual([name, 'eu-central-1']);
      expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/\b\d{12}\b|us-east-1/);
    }
  });
});
