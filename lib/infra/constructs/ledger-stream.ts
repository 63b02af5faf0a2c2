import { Duration, Validations } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addDeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface LedgerStreamProps {
  readonly table: dynamodb.Table;
  /** Gets the writes that tell of a decision or an act. */
  readonly target: ServiceFunction;
  /** Records that are of interest at every write, by the beginning of their partition. */
  readonly partitions: readonly string[];
  /** Whether it is told of the account's trading mode, too. */
  readonly modes: boolean;
}

/** The account row is written at every mark and order: it is of interest while its mode is, or was, out of the ordinary. */
const ACCOUNT_ROW = { pk: { S: [{ prefix: 'ACCOUNT#' }] }, sk: { S: ['ACCOUNT'] } };
const OUT_OF_THE_ORDINARY = { mode: { S: [{ 'anything-but': ['NORMAL'] }] } };
const MODES = [
  { dynamodb: { Keys: ACCOUNT_ROW, NewImage: OUT_OF_THE_ORDINARY } },
  { dynamodb: { Keys: ACCOUNT_ROW, OldImage: OUT_OF_THE_ORDINARY } },
];

/**
 * Of a batch that has been halved down to what fails. Each try lasts some seconds when it is the service that fails, and Lambda pauses in between: an outage of minutes is waited
 * for, and a record that will never work is let go of while the stream, which keeps it for a day, still has everything behind it. A limit by age would let go of what only waited, too.
 */
const RETRIES = 100;

/**
 * The ledger's stream, from its beginning, handed to a function. A batch that fails comes again, in halves. What never works is set aside: the queue tells where it is in the stream, and the
 * stream goes on.
 */
export class LedgerStream extends Construct {
  /** Where a person has to look. */
  readonly setAside: sqs.Queue;

  constructor(scope: Construct, id: string, { modes, partitions, table, target }: LedgerStreamProps) {
    super(scope, id);
    this.setAside = addDeadLetterQueue(this, 'SetAside', 'the event source mapping');
    target.bindStream(table, this.setAside);
    const filters = [
      { dynamodb: { Keys: { pk: { S: partitions.map((prefix) => ({ prefix })) } } } },
      ...(modes ? MODES : []),
    ];
    const mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: target.target,
      eventSourceArn: table.tableStreamArn ?? missingStream(table),
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(2),
      bisectBatchOnError: true,
      retryAttempts: RETRIES,
      onFailure: { bind: () => ({ destination: this.setAside.queueArn }) },
      filters: filters.map((filter) => lambda.FilterCriteria.filter(filter)),
    });
    // Lambda looks at stream and queue when the mapping is created: the policy must be there by then.
    mapping.node.addDependency(target.role);
    Validations.of(target.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ListStreams, which Lambda asks for when the mapping is made: AWS knows no narrower resource for it.',
    });
  }
}

function missingStream(table: dynamodb.Table): never {
  throw new Error(`received ${table.node.path} without a stream, expected one`);
}
