import { Aws, Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface StepWorkflowProps {
  /** Takes the next step, given the input of the execution: answers `{ kind: 'wait', seconds }` or `{ kind: 'done' }`. */
  readonly step: ServiceFunction;
  /** What it is for, in one line. */
  readonly comment: string;
  /** When it is given up. */
  readonly timeout: Duration;
  /** How long the workflow's log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** What becomes of the log when the stack is deleted. */
  readonly logRemoval: RemovalPolicy;
}

/** A minute and a quarter in all: broker and ledger have had time to recover. */
const RETRY = { interval: Duration.seconds(1), backoffRate: 2, maxAttempts: 8, maxDelay: Duration.seconds(15) };

/** What Step Functions needs to deliver its log; CloudWatch Logs knows no resources for these. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
/** What X-Ray needs of whoever is traced; it knows no resources for these. */
const TRACING = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/**
 * Drives what outlives an invocation to its end however long the venue takes: one step, a wait if the step asks for it, the next step. The function
 * decides, the state machine keeps asking; a step that fails is repeated, which each of them must stand. Its executions are
 * started by name, so that what is asked for twice runs once.
 */
export class StepWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: StepWorkflowProps) {
    super(scope, id);
    const role = this.addRole(props.step);
    const destination = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: props.logRemoval,
    });
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromChainable(this.define(props.step)),
      comment: props.comment,
      timeout: props.timeout,
      // The task would add every version of the function (`:*`) to the role.
      role: role.withoutPolicyUpdates(),
      logs: { destination, level: sfn.LogLevel.ERROR, includeExecutionData: true },
      tracingEnabled: true,
    });
    // Step Functions tries the log's delivery when the state machine is created: the policy must be there by then.
    this.stateMachine.node.addDependency(role);
    Validations.of(this.stateMachine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'Every step is in the log of its function and in the ledger: the workflow logs what went wrong.',
    });
  }

  private define(step: ServiceFunction): sfn.IChainable {
    const advance = LambdaInvoke.jsonPath(this, 'Advance', {
      stateName: 'Advance',
      lambdaFunction: step.target,
      payloadResponseOnly: true,
      // Each step is told the same: what has been done stands in the ledger, not in the state of the execution.
      inputPath: '$$.Execution.Input',
      retryOnServiceExceptions: false,
    });
    const failed = sfn.Fail.jsonPath(this, 'Failed', {
      stateName: 'Failed',
      errorPath: '$.Error',
      causePath: '$.Cause',
    });
    const pause = sfn.Wait.jsonPath(this, 'Pause', { stateName: 'Pause', time: sfn.WaitTime.secondsPath('$.seconds') });
    const done = sfn.Succeed.jsonPath(this, 'Done', { stateName: 'Done' });
    advance.addRetry({ errors: [sfn.Errors.ALL], ...RETRY });
    advance.addCatch(failed, { errors: [sfn.Errors.ALL] });
    pause.next(advance);
    return advance.next(
      sfn.Choice.jsonPath(this, 'IsDone', { stateName: 'IsDone' })
        .when(sfn.Condition.stringEquals('$.kind', 'wait'), pause)
        .when(sfn.Condition.stringEquals('$.kind', 'done'), done),
    );
  }

  private addRole(step: ServiceFunction): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [step.target.functionArn] }),
    );
    role.addToPolicy(new iam.PolicyStatement({ actions: [...LOG_DELIVERY, ...TRACING], resources: ['*'] }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Delivery of logs and traces only: AWS knows no narrower resource for these actions.',
    });
    return role;
  }
}
