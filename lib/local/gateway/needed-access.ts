import { isJsonObject, type JsonObject, objectAt, textAt } from '../template/json.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import { objectsAt } from '../template/read-storage.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';
import type { AwsRequest, NeededAccess } from './aws-call.ts';

const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
};

const BATCH_WRITE_ACTIONS: Readonly<Record<string, string>> = {
  PutRequest: 'dynamodb:PutItem',
  DeleteRequest: 'dynamodb:DeleteItem',
};

/**
 * The rights that a request needs, as the service authorisation reference gives them: a transaction needs those
 * of its items, a query on an index those on the index, a queue operation those on the queue that its URL names.
 */
export function neededAccess(request: AwsRequest, template: LocalTemplate): readonly NeededAccess[] {
  switch (request.service) {
    case 'dynamodb':
      return unique(dynamoAccess(request, template.region));
    case 'sqs':
      return [sqsAccess(request, template.region)];
    case 'secretsmanager':
      return [
        {
          action: `secretsmanager:${request.operation}`,
          resource: secretArn(textAt(request.body, 'SecretId') ?? '', template),
        },
      ];
    case 'events':
      return unique(
        objectsAt(request.body, 'Entries').map((entry) => ({
          action: `events:${request.operation}`,
          resource: eventBusArn(textAt(entry, 'EventBusName') ?? 'default', template.region),
        })),
      );
    case 'states':
      return [{ action: `states:${request.operation}`, resource: textAt(request.body, 'stateMachineArn') ?? '*' }];
    case 'sns':
      return snsAccess(request, template);
  }
}

/** Who publishes to a topic under a key of the template uses that key; the one that AWS keeps for SNS asks for nothing more. */
function snsAccess({ body, operation }: AwsRequest, { topics }: LocalTemplate): readonly NeededAccess[] {
  const resource = textAt(body, 'TopicArn') ?? '*';
  const key = topics.find(({ arn }) => arn === resource)?.key ?? null;
  const ofKey = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, resource: key?.arn ?? '*' }));
  return [{ action: `sns:${operation}`, resource }, ...(key === null || key.isAws ? [] : ofKey)];
}

function dynamoAccess({ operation, body }: AwsRequest, region: string): readonly NeededAccess[] {
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return objectsAt(body, 'TransactItems').flatMap((item) =>
      Object.entries(item).map(([kind, detail]) => ({
        action: TRANSACT_ACTIONS[kind] ?? `dynamodb:${kind}`,
        resource: tableArn(detail, region),
      })),
    );
  }
  if (operation === 'BatchWriteItem') {
    return Object.keys(objectAt(body, 'RequestItems')).flatMap((table) =>
      objectsAt(objectAt(body, 'RequestItems'), table).flatMap((write) =>
        Object.keys(write).map((kind) => ({
          action: BATCH_WRITE_ACTIONS[kind] ?? `dynamodb:${kind}`,
          resource: tableArn({ TableName: table }, region),
        })),
      ),
    );
  }
  const action = `dynamodb:${operation}`;
  if (operation === 'BatchGetItem') {
    return Object.keys(objectAt(body, 'RequestItems')).map((table) => ({
      action,
      resource: tableArn({ TableName: table }, region),
    }));
  }
  const index = textAt(body, 'IndexName');
  return [
    { action, resource: index === undefined ? tableArn(body, region) : `${tableArn(body, region)}/index/${index}` },
  ];
}

/** ARN of the table that a request names, by name or already by ARN. */
function tableArn(parent: unknown, region: string): string {
  const name = isJsonObject(parent as JsonObject) ? (textAt(parent as JsonObject, 'TableName') ?? '*') : '*';
  return name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${LOCAL_ACCOUNT}:table/${name}`;
}

/** The batch forms of SQS need the right of the single form. */
function sqsAccess({ operation, body }: AwsRequest, region: string): NeededAccess {
  const name = (textAt(body, 'QueueUrl') ?? textAt(body, 'QueueName') ?? '*').split('/').at(-1) ?? '*';
  return {
    action: `sqs:${operation.replace(/Batch$/, '')}`,
    resource: `arn:aws:sqs:${region}:${LOCAL_ACCOUNT}:${name}`,
  };
}

function secretArn(id: string, template: LocalTemplate): string {
  return template.secrets.find((secret) => secret.arn === id || secret.name === id)?.arn ?? id;
}

function eventBusArn(name: string, region: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:events:${region}:${LOCAL_ACCOUNT}:event-bus/${name}`;
}

function unique(access: readonly NeededAccess[]): readonly NeededAccess[] {
  const seen = new Map(access.map((needed) => [`${needed.action} ${needed.resource}`, needed]));
  return [...seen.values()];
}
