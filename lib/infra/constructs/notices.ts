import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '#application/contracts/events/event-schemas.ts';
import { addDeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface NoticesProps {
  /** The bus that events are on. */
  readonly bus: events.EventBus;
  /** Those that people are told of. */
  readonly names: readonly string[];
  /** Tells them. */
  readonly target: ServiceFunction;
}

/** Events that people are told of, handed to the function that does. */
export class Notices extends Construct {
  readonly deadLetterQueue: sqs.Queue;
  /** Tells people. */
  readonly target: ServiceFunction;

  constructor(scope: Construct, id: string, { bus, names, target }: NoticesProps) {
    super(scope, id);
    this.target = target;
    this.deadLetterQueue = addDeadLetterQueue(this, 'DeadLetters', 'the rule below');
    new events.Rule(this, 'Rule', {
      eventBus: bus,
      description: `Events that people are told of: ${target.name}`,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...names] },
      targets: [
        new targets.LambdaFunction(target.target, {
          deadLetterQueue: this.deadLetterQueue,
          maxEventAge: Duration.hours(1),
          retryAttempts: 3,
        }),
      ],
    });
  }
}
