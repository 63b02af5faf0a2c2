import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { AccountBudget } from '../constructs/account-budget.ts';
import { NoticeSecret } from '../constructs/notice-secret.ts';
import { ArchiveBucket, MonthlyExport } from '../constructs/record-archive.ts';
import { TradingTable } from '../constructs/trading-table.ts';
import { addBrokerSecret, addMarketDataSecret } from '../constructs/venue-secrets.ts';
import { WebhookSecret } from '../constructs/webhook-secret.ts';
import { isProduction, removalPolicyOf } from '../retention-policy.ts';

export interface DataStackProps extends StackProps {
  /** The environment that is deployed. */
  readonly config: EnvironmentConfig;
}

/**
 * Everything that must outlive a deployment, and its monthly export, and nothing else. Moving or renaming a construct here would replace the
 * resource behind it, so a test pins the logical ids.
 */
export class DataStack extends Stack {
  readonly table: dynamodb.Table;
  readonly marketDataSecret: secretsmanager.Secret;
  /** `null`: the simulated broker has no keys. */
  readonly brokerSecret: secretsmanager.Secret | null;
  readonly webhookSecret: secretsmanager.Secret;
  /** `null`: nobody is told of anything. */
  readonly noticeSecret: secretsmanager.Secret | null;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const removalPolicy = removalPolicyOf(props.config);
    const deletionProtection = isProduction(props.config);
    this.table = new TradingTable(this, 'Ledger', { removalPolicy, deletionProtection }).table;
    this.marketDataSecret = addMarketDataSecret(this, removalPolicy);
    this.brokerSecret = addBrokerSecret(this, props.config, removalPolicy);
    this.webhookSecret = new WebhookSecret(this, 'WebhookTokens', { removalPolicy }).secret;
    const { bucket } = new ArchiveBucket(this, 'Archive', { removalPolicy });
    new MonthlyExport(this, 'MonthlyExport', { table: this.table, bucket });
    if (props.config.budget !== null) new AccountBudget(this, 'AccountBudget', props.config.budget);
    const hasNotices = props.config.notifications !== undefined;
    this.noticeSecret = hasNotices ? new NoticeSecret(this, 'Notices', { removalPolicy }).secret : null;
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'MarketDataSecretArn', { value: this.marketDataSecret.secretArn });
    new CfnOutput(this, 'ArchiveBucketName', { value: bucket.bucketName });
    new CfnOutput(this, 'WebhookSecretArn', { value: this.webhookSecret.secretArn });
    if (this.noticeSecret !== null) new CfnOutput(this, 'NoticeSecretArn', { value: this.noticeSecret.secretArn });
    if (this.brokerSecret !== null) new CfnOutput(this, 'BrokerSecretArn', { value: this.brokerSecret.secretArn });
  }
}
