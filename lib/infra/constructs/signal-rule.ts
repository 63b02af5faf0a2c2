import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '#application/contracts/events/event-schemas.ts';
import { addDeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface SignalRuleProps {
  /** Name of the bus that outside systems put `SignalReceived` on. */
  readonly busName: string;
  /** Turns a signal into an order intent. */
  readonly target: ServiceFunction;
}

/**
 * Signals from outside: events of type `SignalReceived` on a bus of our own, handed to a function within a minute. One
 * that cannot be delivered in time goes to a dead-letter queue: yesterday's signal must not trade today.
 */
export class SignalRule extends Construct {
  readonly bus: events.EventBus;
  readonly deadLetterQueue: sqs.Queue;

  constructor(scope: Construct, id: string, props: SignalRuleProps) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Bus', { eventBusName: props.busName });
    this.deadLetterQueue = addDeadLetterQueue(this, 'DeadLetters', 'the rule below');
    new events.Rule(this, 'Rule', {
      eventBus: this.bus,
      description: `SignalReceived: ${props.target.name}`,
      // Our own events leave by the same bus: whatever they are called, they never come back in.
      eventPattern: { detailType: ['SignalReceived'], source: events.Match.anythingBut(EVENT_SOURCE) },
      targets: [
        new targets.LambdaFunction(props.target.target, {
          deadLetterQueue: this.deadLetterQueue,
          maxEventAge: Duration.seconds(60),
          retryAttempts: 3,
        }),
      ],
    });
  }
}
