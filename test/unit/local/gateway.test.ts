import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessControl } from '#local/gateway/access-control.ts';
import type { LocalCredentials, ObservedCall } from '#local/gateway/aws-call.ts';
import { awsJson, awsQuery } from '#local/gateway/aws-response.ts';
import { Gateway } from '#local/gateway/gateway.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { smallAssembly } from '../../support/small-template.ts';
import { MACHINE_ARN, machineResources } from '../../support/workflow-template.ts';

/** Lets the function start the one state machine of the template. */
const MAY_START = {
  Type: 'AWS::IAM::Policy',
  Properties: {
    Roles: [{ Ref: 'Role' }],
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: 'Machine' } }] },
  },
};

let emulator: Server;
let gateway: Gateway;
let access: AccessControl;
let role: LocalCredentials;
const calls: ObservedCall[] = [];
const arrivals: number[] = [];
let received: string[] = [];

beforeAll(async () => {
  emulator = createServer((request, response) => {
    request.resume().once('end', () => {
      received.push(String(request.headers['x-amz-target']));
      response
        .setHeader('content-type', 'application/x-amz-json-1.0')
        .end('{"ConsumedCapacity":[{"CapacityUnits":6},{"CapacityUnits":1}]}');
    });
  });
  await new Promise<void>((settle) => emulator.listen(0, '127.0.0.1', settle));
  const url = new URL(`http://127.0.0.1:${(emulator.address() as AddressInfo).port}`);
  gateway = await Gateway.listen({
    meterCapacity: true,
    onCall: (call) => calls.push(call),
    onArrival: (number) => arrivals.push(number),
  });
  const template = readTemplate(smallAssembly({ ...machineResources(), Starter: MAY_START }), {
    region: 'us-east-1',
    gatewayUrl: gateway.url,
  });
  access = new AccessControl(template);
  const [spec] = template.functions;
  if (spec === undefined) throw new Error('the template has a function');
  role = access.credentialsOf(spec);
  gateway.connect({
    template,
    access,
    dynamodb: url,
    sqs: url,
    secretValue: () => '{"a":1}',
    putEvents: () => ({ FailedEntryCount: 0 }),
    capture: { around: (_write, call) => call() },
    startExecution: () => awsJson(200, { executionArn: 'arn' }),
    publish: () => awsQuery('Publish', { MessageId: '1' }),
  });
});
afterAll(async () => {
  await gateway.close();
  await new Promise((settle) => emulator.close(settle));
});

async function call(credentials: LocalCredentials | null, target: string, body: object) {
  received = [];
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials?.accessKeyId ?? 'AKIANOBODY'}/20260105/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { authorization, 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    body: (await response.json()) as {
      __type?: string;
      message?: string;
      SecretString?: string;
      executionArn?: string;
    },
  };
}

const TABLE = 'data-Table';
const QueueUrl = 'http://x/000000000000/app-Queue.fifo';

describe('Given the role of a function', () => {
  it('When the template allows the call, Then it is forwarded and observed', async () => {
    const { status } = await call(role, 'DynamoDB_20120810.PutItem', { TableName: TABLE, Item: {} });
    expect([status, received]).toEqual([200, ['DynamoDB_20120810.PutItem']]);
    expect(calls.at(-1)).toMatchObject({
      principal: 'place-order',
      operation: 'PutItem',
      body: { TableName: TABLE, Item: {} },
      status: 200,
      capacityUnits: 7,
      number: arrivals.at(-1),
    });
  });

  it.each<[string, string, object]>([
    [
      'a transaction of allowed items',
      'DynamoDB_20120810.TransactWriteItems',
      { TransactItems: [{ Put: { TableName: TABLE } }, { Update: { TableName: TABLE } }] },
    ],
    ['a batch of messages', 'AmazonSQS.SendMessageBatch', { QueueUrl }],
    ['a start of its workflow', 'AWSStepFunctions.StartExecution', { stateMachineArn: MACHINE_ARN, name: 'a' }],
  ])('When it makes %s, Then it is allowed', async (_name, target, body) => {
    expect((await call(role, target, body)).status).toBe(200);
  });

  it.each<[string, string, object, string]>([
    [
      'another operation',
      'DynamoDB_20120810.GetItem',
      { TableName: TABLE },
      'dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/data-Table',
    ],
    ['another table', 'DynamoDB_20120810.PutItem', { TableName: 'other' }, 'table/other'],
    [
      'a transaction with one item that is not allowed',
      'DynamoDB_20120810.TransactWriteItems',
      { TransactItems: [{ Put: { TableName: TABLE } }, { ConditionCheck: { TableName: TABLE } }] },
      'dynamodb:ConditionCheckItem',
    ],
    ['an index', 'DynamoDB_20120810.Query', { TableName: TABLE, IndexName: 'open' }, 'table/data-Table/index/open'],
    ['a batch read', 'DynamoDB_20120810.BatchGetItem', { RequestItems: { [TABLE]: {} } }, 'dynamodb:BatchGetItem'],
    [
      'a batch write',
      'DynamoDB_20120810.BatchWriteItem',
      { RequestItems: { [TABLE]: [{ DeleteRequest: {} }] } },
      'dynamodb:DeleteItem',
    ],
    [
      'a receive',
      'AmazonSQS.ReceiveMessage',
      { QueueUrl },
      'sqs:ReceiveMessage on resource: arn:aws:sqs:us-east-1:000000000000:app-Queue.fifo',
    ],
    [
      'events',
      'AWSEvents.PutEvents',
      { Entries: [{}] },
      'events:PutEvents on resource: arn:aws:events:us-east-1:000000000000:event-bus/default',
    ],
    [
      'a start of another workflow',
      'AWSStepFunctions.StartExecution',
      { stateMachineArn: `${MACHINE_ARN}2`, name: 'a', input: '{}' },
      `states:StartExecution on resource: ${MACHINE_ARN}2`,
    ],
  ])('When it makes %s, Then it is denied, recorded and not forwarded', async (_name, target, body, message) => {
    const answer = await call(role, target, body);
    expect([answer.status, answer.body.__type, received]).toEqual([400, 'AccessDeniedException', []]);
    expect(answer.body.message).toContain(message);
    expect(access.denials.at(-1)?.principal).toBe('place-order');
  });

  it('When it reads its secret, Then the gateway answers', async () => {
    const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:data-Secret-local0';
    expect((await call(role, 'secretsmanager.GetSecretValue', { SecretId: secret })).body.SecretString).toBe('{"a":1}');
  });
});

describe('Given others', () => {
  it('When the operator calls, Then everything is allowed', async () => {
    expect((await call(access.operator, 'DynamoDB_20120810.Scan', { TableName: 'any' })).status).toBe(200);
  });

  it('When the operator starts a workflow, Then the answer is that of Step Functions; other operations it does not have', async () => {
    const start = { stateMachineArn: MACHINE_ARN, name: 'a', input: '{}' };
    expect((await call(access.operator, 'AWSStepFunctions.StartExecution', start)).body.executionArn).toBe('arn');
    expect((await call(access.operator, 'AWSStepFunctions.StopExecution', {})).body.__type).toBe(
      'UnknownOperationException',
    );
  });

  it('When the key was not issued here, Then it is denied', async () => {
    expect((await call(null, 'DynamoDB_20120810.PutItem', { TableName: TABLE })).body.__type).toBe(
      'AccessDeniedException',
    );
    expect(access.denials.at(-1)?.principal).toBe('unknown credentials');
  });

  it('When the service is not one of the local cloud, Then it says so', async () => {
    expect((await call(access.operator, 'AWSLambda.Invoke', {})).body.__type).toBe('UnknownOperationException');
  });
});
