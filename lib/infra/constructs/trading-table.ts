import type { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** Sparse index of orders that the venue may still be working on; `track-orders` reads it. */
export const OPEN_ORDERS_INDEX = 'open-orders';

export interface TradingTableProps {
  /** What becomes of the ledger when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether deleting the table is refused until this is switched off. */
  readonly deletionProtection: boolean;
}

/** The ledger: one table for orders, fills, positions, accounts and sessions, restorable to any second of 35 days. */
export class TradingTable extends Construct {
  readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, props: TradingTableProps) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ttl',
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy: props.removalPolicy,
      deletionProtection: props.deletionProtection,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: OPEN_ORDERS_INDEX,
      partitionKey: { name: 'openPk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'openSk', type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    });
  }
}
