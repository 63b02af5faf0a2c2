import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { OPEN_ORDERS_INDEX } from '#adapters/table/table.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { configOf, createApp, ENVIRONMENTS, resourcesOf, templatesOf } from './synthesized-app.ts';

const templates = Object.fromEntries(ENVIRONMENTS.map((name) => [name, templatesOf(name).data] as const));
const { dev, paper, prod } = templates;
if (dev === undefined || paper === undefined || prod === undefined) throw new Error('expected three environments');

/** What can be made anew without a loss: who may do what, and when. */
const WITHOUT_STATE = ['AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::S3::BucketPolicy', 'AWS::Scheduler::Schedule'];

function stateOf(template: typeof dev & object) {
  return resourcesOf(template).filter(([, { Type }]) => !WITHOUT_STATE.includes(Type));
}

describe('data stack', () => {
  test.for(ENVIRONMENTS)(
    'Given %s, When it is synthesized, Then the ids of what holds state are the ones deployed',
    (name) => {
      const ids = stateOf(templates[name] ?? dev).map(([id, resource]) => [id, resource.Type]);

      expect(ids).toEqual([
        ['LedgerTable9343E4AA', 'AWS::DynamoDB::Table'],
        ['MarketDataSecret76F897F8', 'AWS::SecretsManager::Secret'],
        ['WebhookTokensSecretFB9D906D', 'AWS::SecretsManager::Secret'],
        ['ArchiveBucket49F1AC64', 'AWS::S3::Bucket'],
      ]);
    },
  );

  test('Given the ledger, Then it is one table on demand, encrypted, restorable, expiring by ttl, without a fixed name', () => {
    dev.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: Match.absent(),
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  test('Given the ledger, Then its only index is the one that the adapter reads, keys only', () => {
    dev.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        {
          IndexName: OPEN_ORDERS_INDEX,
          KeySchema: [
            { AttributeName: 'openPk', KeyType: 'HASH' },
            { AttributeName: 'openSk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  test('Given the market-data secret, Then it has the shape that the functions read, and no key in the template', () => {
    dev.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: Match.absent(),
      SecretString: Match.absent(),
      GenerateSecretString: {
        GenerateStringKey: 'APCA_API_SECRET_KEY',
        SecretStringTemplate: Match.serializedJson({
          APCA_API_KEY_ID: 'replace-me',
          APCA_API_DATA_URL: 'https://data.alpaca.markets',
        }),
      },
    });
  });

  test('Given the tokens of the webhook, Then there is a random one to begin with, and none in the template', () => {
    dev.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: Match.absent(),
      SecretString: Match.absent(),
      GenerateSecretString: {
        GenerateStringKey: 'tradingview',
        SecretStringTemplate: '{}',
        ExcludePunctuation: true,
        PasswordLength: 40,
      },
    });
  });

  test('Given the archive, Then it is encrypted, private, versioned, and TLS alone is spoken with it', () => {
    dev.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: Match.absent(),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    dev.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  test('Given the month, When it begins, Then DynamoDB exports the whole ledger under the time, by a role that can do nothing else', () => {
    dev.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(17 3 1 * ? *)',
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime' },
    });
    const [schedule] = resourcesOf(dev, 'AWS::Scheduler::Schedule');
    const input = JSON.stringify(schedule?.[1].Properties['Target']);

    expect(input).toContain('exports/at=<aws.scheduler.scheduled-time>');
    expect(input).toContain('"Fn::GetAtt":["LedgerTable9343E4AA","Arn"]');
    expect(input).toContain('"Ref":"ArchiveBucket49F1AC64"');
    expect(resourcesOf(dev, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties['PolicyDocument'])).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'dynamodb:ExportTableToPointInTime',
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': ['LedgerTable9343E4AA', 'Arn'] },
          },
          {
            Action: ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'],
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] }, '/exports/*']] },
          },
        ],
      },
    ]);
  });

  test('Given no budget, Then there is none; given one, Then each address is told of 80 % spent and of a forecast beyond it', () => {
    expect(resourcesOf(dev, 'AWS::Budgets::Budget')).toEqual([]);

    const budget = { monthly_usd: new Decimal('20.5'), emails: ['a@example.com', 'b@example.com'] };
    const { stacks } = createApp({ ...configOf('dev'), budget });
    const Subscribers = budget.emails.map((Address) => ({ Address, SubscriptionType: 'EMAIL' }));
    const notification = (NotificationType: string, Threshold: number) => ({
      Notification: { NotificationType, Threshold, ThresholdType: 'PERCENTAGE', ComparisonOperator: 'GREATER_THAN' },
      Subscribers,
    });
    Template.fromStack(stacks.data).hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: 20.5, Unit: 'USD' },
        CostFilters: Match.absent(),
      },
      NotificationsWithSubscribers: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
    });
  });

  test.for(ENVIRONMENTS)('Given %s, Then whatever has tags carries application and environment', (name) => {
    const { stacks } = createApp(configOf(name));
    const tags = { application: 'tidegate', environment: name };

    expect([stacks.data, stacks.app].map((stack) => stack.tags.tagValues())).toEqual([tags, tags]);
  });

  test.for([
    ['dev', 'Delete', false],
    ['paper', 'Retain', false],
    ['prod', 'Retain', true],
  ] as const)(
    'Given %s, When its stack is deleted, Then its state meets %s, deletion protection %s',
    ([name, policy, isProtected]) => {
      const template = templates[name] ?? dev;
      for (const [, resource] of stateOf(template)) {
        expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([policy, policy]);
      }
      template.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: isProtected });
    },
  );
});
