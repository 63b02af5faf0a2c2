import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ConfigError } from '#application/contracts/environment-config.ts';
import { constructIdOf, type FunctionName } from '../function-names.ts';
import type { ServiceFunction } from './service-function.ts';

export interface GuardedDeploymentsProps {
  /** Each has an alias. */
  readonly functions: readonly ServiceFunction[];
  /** By name: those of the environment. */
  readonly alarms: ReadonlyMap<string, cloudwatch.Alarm>;
}

/**
 * What alarms and workflows call, replaced at once. What stops trading is not behind the alarms that it answers; and as alarms and functions know of these, a template in which they waited
 * for alarms would have no order in which to make its resources.
 */
const NEVER: readonly FunctionName[] = ['emergency-stop', 'reconcile', 'stop-trading', 'restrict-trading', 'notify'];

/** Whether a function may be called through an alias whose deployments alarms take back. */
export function canBeGuarded(name: FunctionName): boolean {
  return !NEVER.includes(name);
}

/**
 * What new code can be to blame for. Limits and margins are the market's, data and errors the venue's: older code mends none of that. With its own errors a deployment has eight
 * alarms; CodeDeploy takes ten.
 */
const TAKE_BACK = [
  'UnknownOutcome',
  'DriftDetected',
  'OrderDeadLetters',
  'KillSelfTest',
  'HeartbeatMonitorRisk',
  'HeartbeatTrackOrders',
  'HeartbeatGenerateSignals',
];

/**
 * Moves the callers of each function to its new version a tenth a minute, for ten minutes: most are called once a minute, a smaller share for a shorter time would often see no call at
 * all. A call that fails, or an alarm that new code can be to blame for, moves them back at once, and the stack with them.
 *
 * An alarm that rings already stops a deployment, too, also that of what would mend it. The context `rollback=off` (`cdk deploy -c rollback=off`) moves everybody at once and asks no alarm.
 */
export class GuardedDeployments extends Construct {
  constructor(scope: Construct, id: string, { alarms, functions }: GuardedDeploymentsProps) {
    super(scope, id);
    const isGuarded = readRollback(this);
    const application = new codedeploy.LambdaApplication(this, 'Application');
    const aliases = functions.map(({ alias, name }) => ({ name, alias: alias ?? missingAlias(name) }));
    const role = this.addRole(aliases.map(({ alias }) => alias));
    const common = TAKE_BACK.map((name) => alarms.get(name) ?? missingAlarm(name));
    for (const { alias, name } of aliases) {
      const errors = this.addErrors(name, alias);
      const group = new codedeploy.LambdaDeploymentGroup(this, constructIdOf(name), {
        application,
        alias,
        // The group would add a managed policy, which may publish to every topic.
        role: role.withoutPolicyUpdates(),
        deploymentConfig: isGuarded
          ? codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE
          : codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE,
        alarms: isGuarded ? [errors, ...common] : [],
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: isGuarded },
      });
      // With the role alone a deployment could come before its policy.
      group.node.addDependency(role);
    }
  }

  /** Tells nobody: it is there for deployments, and whoever deploys sees them fail. */
  private addErrors(name: FunctionName, alias: lambda.Alias): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, `${constructIdOf(name)}Errors`, {
      alarmDescription: `A call of ${name} failed: takes back a deployment that is under way, and does nothing else`,
      metric: alias.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private addRole(aliases: readonly lambda.Alias[]): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com'),
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        // By name: an alias waits for its group, and that for this role.
        resources: aliases.flatMap(({ aliasName, lambda: { functionArn } }) => [
          functionArn,
          `${functionArn}:${aliasName}`,
        ]),
      }),
    );
    role.addToPolicy(new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'DescribeAlarms only, which reads: CodeDeploy asks for all alarms of a deployment in one call.',
    });
    return role;
  }
}

/** Whether alarms are asked. @throws {ConfigError} when the context says something that is neither. */
function readRollback(scope: Construct): boolean {
  const given: unknown = scope.node.tryGetContext('rollback');
  if (given === undefined || given === 'on') return true;
  if (given === 'off') return false;
  throw new ConfigError(
    'context',
    'rollback',
    `received ${JSON.stringify(given)}, expected on or off (-c rollback=off)`,
  );
}

function missingAlias(name: FunctionName): never {
  throw new Error(`received ${name} without an alias, expected one`);
}

function missingAlarm(name: string): never {
  throw new Error(`received no alarm ${name}, expected it among those of the environment`);
}
