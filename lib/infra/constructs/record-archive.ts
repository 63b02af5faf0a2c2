import { Aws, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

export interface ArchiveBucketProps {
  /** What becomes of the archive when the stack is deleted. A bucket that is not empty stays in any case. */
  readonly removalPolicy: RemovalPolicy;
}

/** Where exports of the ledger are kept: encrypted, private, nothing in it is overwritten. */
export class ArchiveBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { removalPolicy }: ArchiveBucketProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'DynamoDB writes it once a month, operators read it: CloudTrail tells of both, a bucket of access logs would only be one more to keep.',
    });
  }
}

export interface MonthlyExportProps {
  /** Its point-in-time recovery is what is exported: the functions lose no capacity. */
  readonly table: dynamodb.Table;
  readonly bucket: s3.Bucket;
}

/** The first of each month, at night in America and Europe. */
const EACH_MONTH = scheduler.ScheduleExpression.cron({ minute: '17', hour: '3', day: '1', month: '*', year: '*' });
const EXPORT_CALL = 'arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime';

/**
 * Has DynamoDB export the whole table to the bucket each month, as compressed lines of JSON under `exports/at=<time>/`: without a function. What expires is in two exports at least by then. A
 * call that fails is repeated for a day.
 */
export class MonthlyExport extends Construct {
  constructor(scope: Construct, id: string, props: MonthlyExportProps) {
    super(scope, id);
    const { table, bucket } = props;
    const role = this.addRole(props);
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      description: 'Each month: the ledger is exported to the archive',
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: EACH_MONTH.expressionString,
      scheduleExpressionTimezone: 'Etc/UTC',
      target: {
        arn: EXPORT_CALL,
        roleArn: role.roleArn,
        input: Stack.of(this).toJsonString({
          TableArn: table.tableArn,
          S3Bucket: bucket.bucketName,
          S3Prefix: 'exports/at=<aws.scheduler.scheduled-time>',
          ClientToken: '<aws.scheduler.execution-id>',
          ExportFormat: 'DYNAMODB_JSON',
        }),
      },
    });
    schedule.node.addDependency(role);
  }

  private addRole({ table, bucket }: MonthlyExportProps): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const allow = (actions: string[], resource: string): void =>
      iam.Grant.addToPrincipal({ grantee: role, actions, resourceArns: [resource] }).assertSuccess();
    allow(['dynamodb:ExportTableToPointInTime'], table.tableArn);
    // Those that AWS asks for, the last one also where a bucket has no ACLs.
    allow(['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'], bucket.arnForObjects('exports/*'));
    const objects = `<${Stack.of(bucket).getLogicalId(bucket.node.defaultChild as s3.CfnBucket)}.Arn>/exports/*`;
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${objects}]`,
      reason: 'DynamoDB names the objects of an export itself; they are under one prefix of one bucket.',
    });
    return role;
  }
}
