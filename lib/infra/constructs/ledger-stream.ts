import { Duration, Validations } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface LedgerStreamProps {
  readonly table: dynamodb.Table;
  /** Gets the writes that tell of a decision or an act. */
  readonly target: ServiceFunction;
}

/** Records that are of interest at every write. */
const PARTITIONS = [
  'ORDERS#',
  'FILLS#',
  'SESSIONS#',
  'SIGNALS#',
  'RISK#',
  'STOPS#',
  'RECONCILIATIONS#',
  'ADJUSTMENTS#',
];
/** The account row is written at every mark and order: it is of interest while its mode is, or was, out of the ordinary. */
const ACCOUNT_ROW = { pk: { S: [{ prefix: 'ACCOUNT#' }] }, sk: { S: ['ACCOUNT'] } };
const OUT_OF_THE_ORDINARY = { mode: { S: [{ 'anything-but': ['NORMAL'] }] } };

const FILTERS = [
  { dynamodb: { Keys: { pk: { S: PARTITIONS.map((prefix) => ({ prefix })) } } } },
  { dynamodb: { Keys: ACCOUNT_ROW, NewImage: OUT_OF_THE_ORDINARY } },
  { dynamodb: { Keys: ACCOUNT_ROW, OldImage: OUT_OF_THE_ORDINARY } },
];

/** The ledger's stream, from its beginning, handed to a function. A batch that fails comes again, in halves, for as long as the stream keeps it: a day. */
export class LedgerStream extends Construct {
  constructor(scope: Construct, id: string, { table, target }: LedgerStreamProps) {
    super(scope, id);
    target.bindStream(table);
    const mapping = new lambda.EventSourceMapping(this, 'Mapping', {
      target: target.function,
      eventSourceArn: table.tableStreamArn ?? missingStream(table),
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(2),
      bisectBatchOnError: true,
      filters: FILTERS.map((filter) => lambda.FilterCriteria.filter(filter)),
    });
    // Lambda looks at the stream when the mapping is created: the policy must be there by then.
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
