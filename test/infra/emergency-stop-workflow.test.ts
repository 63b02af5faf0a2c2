import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { faultsOfDefinition } from '../support/validate-states-language.ts';
import { describeReference } from './policy-statements.ts';
import { resourcesOf, templatesOf } from './synthesized-app.ts';

const template = templatesOf('dev').app;
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:emergency-stop';

/** The definition as CloudFormation puts it together. */
function definition(): { readonly States: Record<string, object>; readonly [field: string]: unknown } {
  const [machine] = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([, { Properties }]) => Properties);
  const { DefinitionString } = machine as { DefinitionString: { 'Fn::Join': [string, unknown[]] } };
  const [separator, parts] = DefinitionString['Fn::Join'];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : arnOf(part))).join(separator));
}

function arnOf(reference: unknown): string {
  expect(describeReference(reference)).toBe('EmergencyStopFunction.Arn');
  return FUNCTION_ARN;
}

describe('emergency stop', () => {
  test('Given its definition, When it is validated, Then it is in the language of Step Functions', () => {
    expect(faultsOfDefinition(definition())).toBe('');
    expect(faultsOfDefinition({ ...definition(), StartAt: 'Nowhere' })).not.toBe('');
  });

  test('Given its definition, Then it asks the function until that says done, waits as told, and ends within 15 minutes', () => {
    expect(definition()).toEqual({
      Comment: expect.any(String),
      StartAt: 'Advance',
      TimeoutSeconds: 900,
      States: {
        Advance: {
          Type: 'Task',
          Resource: FUNCTION_ARN,
          InputPath: '$$.Execution.Input',
          Retry: [
            { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 8, MaxDelaySeconds: 15 },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
          Next: 'IsDone',
        },
        IsDone: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.kind', StringEquals: 'wait', Next: 'Pause' },
            { Variable: '$.kind', StringEquals: 'done', Next: 'Done' },
          ],
        },
        Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Advance' },
        Done: { Type: 'Succeed' },
        Failed: { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause' },
      },
    });
  });

  test('Given the state machine, Then it is a standard one, traced, with its failures in a log of its own, and waits for its policy', () => {
    template.hasResource('AWS::StepFunctions::StateMachine', {
      Properties: {
        StateMachineName: Match.absent(),
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: {
          Level: 'ERROR',
          IncludeExecutionData: true,
          Destinations: [
            {
              CloudWatchLogsLogGroup: {
                LogGroupArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EmergencyStopWorkflowLogs'), 'Arn'] },
              },
            },
          ],
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^EmergencyStopWorkflowRoleDefaultPolicy')]),
    });
  });

  test('Given its role, Then only Step Functions of the same account takes it', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            Effect: 'Allow',
            Principal: { Service: 'states.amazonaws.com' },
          },
        ],
      },
    });
  });
});
