import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { faultsOfDefinition } from '../support/validate-states-language.ts';
import { describeReference } from './policy-statements.ts';
import { resourcesOf, templatesOf } from './synthesized-app.ts';

const template = templatesOf('dev').app;
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';

/** The definition as CloudFormation puts it together. */
function definitionOf(workflow: string): {
  readonly States: Record<string, object>;
  readonly [field: string]: unknown;
} {
  const machine = resourcesOf(template, 'AWS::StepFunctions::StateMachine').find(([id]) => id.startsWith(workflow));
  if (machine === undefined) throw new Error(`there is no state machine ${workflow}`);
  const { DefinitionString } = machine[1].Properties as { DefinitionString: { 'Fn::Join': [string, unknown[]] } };
  const [separator, parts] = DefinitionString['Fn::Join'];
  return JSON.parse(
    parts.map((part) => (typeof part === 'string' ? part : `${ARN}${describeReference(part)}`)).join(separator),
  );
}

describe.each([
  { workflow: 'EmergencyStopWorkflow', step: 'EmergencyStopFunction', seconds: 1200 },
  { workflow: 'ReconcileWorkflow', step: 'ReconcileFunction', seconds: 25_200 },
])('$workflow', ({ workflow, seconds, step }) => {
  test('Given its definition, When it is validated, Then it is in the language of Step Functions', () => {
    expect(faultsOfDefinition(definitionOf(workflow))).toBe('');
    expect(faultsOfDefinition({ ...definitionOf(workflow), StartAt: 'Nowhere' })).not.toBe('');
  });

  test('Given its definition, Then it asks the function until that says done, waits as told, and ends in time', () => {
    expect(definitionOf(workflow)).toEqual({
      Comment: expect.any(String),
      StartAt: 'Advance',
      TimeoutSeconds: seconds,
      States: {
        Advance: {
          Type: 'Task',
          Resource: `${ARN}${step}.Arn`,
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
                LogGroupArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${workflow}Logs`), 'Arn'] },
              },
            },
          ],
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp(`^${workflow}RoleDefaultPolicy`)]),
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
