import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { constructIdOf } from '../function-names.ts';
import type { ServiceFunction } from './service-function.ts';

export interface TickSchedulesProps {
  /** Each is called every minute. */
  readonly functions: readonly ServiceFunction[];
  /** Each is called every five minutes. */
  readonly unhurried: readonly ServiceFunction[];
}

/**
 * Calls functions every minute, or every five, with `{ version: '1', tick }`, `tick` being the ISO time that the call was scheduled for.
 * A call that cannot be made within a minute is dropped: the next tick does its work.
 */
export class TickSchedules extends Construct {
  constructor(scope: Construct, id: string, props: TickSchedulesProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [...props.functions, ...props.unhurried].map(({ target }) => target.functionArn),
      }),
    );
    const add = ({ name, target }: ServiceFunction, often: string, minute: string): void => {
      const schedule = new scheduler.Schedule(this, constructIdOf(name), {
        description: `${often}: ${name}`,
        // A rate would count from the schedule's creation; a tick falls on the minute, when bars close.
        schedule: scheduler.ScheduleExpression.cron({ minute }),
        target: new targets.LambdaInvoke(target, {
          // The target would add every version of the function (`:*`) to the role.
          role: role.withoutPolicyUpdates(),
          input: scheduler.ScheduleTargetInput.fromObject({
            version: '1',
            tick: scheduler.ContextAttribute.scheduledTime,
          }),
          maxEventAge: Duration.seconds(60),
          retryAttempts: 1,
        }),
      });
      // With the role alone the first ticks could come before its policy.
      schedule.node.addDependency(role);
    };
    for (const called of props.functions) add(called, 'Each minute', '*');
    for (const called of props.unhurried) add(called, 'Each five minutes', '*/5');
  }
}
