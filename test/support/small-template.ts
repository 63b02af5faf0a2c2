import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import type { JsonObject } from '#local/template/json.ts';

const allow = (Action: string | readonly string[], Resource: JsonObject | string): JsonObject => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const arnOf = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });
const trustOf = (Service: string): JsonObject => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
});

/** Two stacks as CDK writes them, as small as they can be: a table here; a queue, a function and what calls it there. */
export const SMALL_RESOURCES = {
  data: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk', 'openPk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'open',
            KeySchema: [{ AttributeName: 'openPk', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
  },
  app: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 30 } },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trustOf('lambda.amazonaws.com') } },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Statement: [
            allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], { 'Fn::ImportValue': 'data:TableArn' }),
            allow('sqs:SendMessage', arnOf('Queue')),
            allow('secretsmanager:GetSecretValue', { 'Fn::ImportValue': 'data:SecretArn' }),
          ],
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'code.zip' },
        Handler: 'handler.handler',
        Role: arnOf('Role'),
        Timeout: 10,
        Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'place-order', ORDERS_QUEUE_URL: { Ref: 'Queue' } } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Function' },
        EventSourceArn: arnOf('Queue'),
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
} as const;

/** The small template as an assembly, with resources of the app stack replaced or added. */
export function smallAssembly(changes: JsonObject = {}): CloudAssembly {
  const exports = {
    TableArn: { Value: arnOf('Table'), Export: { Name: 'data:TableArn' } },
    SecretArn: { Value: { Ref: 'Secret' }, Export: { Name: 'data:SecretArn' } },
  };
  const data: JsonObject = { Resources: SMALL_RESOURCES.data, Outputs: exports };
  const app: JsonObject = { Resources: { ...SMALL_RESOURCES.app, ...changes } };
  const assets = new Map([['code.zip', '/nowhere/code']]);
  return {
    directory: '/nowhere',
    stacks: [
      { name: 'data', region: 'us-east-1', template: data, assets: new Map() },
      { name: 'app', region: 'us-east-1', template: app, assets },
    ],
  };
}
