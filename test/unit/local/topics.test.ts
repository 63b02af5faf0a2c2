import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Topics } from '#local/events/topics.ts';
import { AccessControl } from '#local/gateway/access-control.ts';
import type { LocalCredentials } from '#local/gateway/aws-call.ts';
import { awsJson } from '#local/gateway/aws-response.ts';
import { Gateway } from '#local/gateway/gateway.ts';
import type { JsonObject } from '#local/template/json.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { smallAssembly } from '../../support/small-template.ts';

const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:app-Topic';
const ANY = 'http://127.0.0.1:1';

/** Topics, one of them under a key of its own, and one that refuses everybody; the role may publish to all, and use no key. */
const RESOURCES: Readonly<Record<string, JsonObject>> = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns' } },
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } },
  Own: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  Shut: { Type: 'AWS::SNS::Topic', Properties: {} },
  Shutting: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'Shut' }],
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: { Ref: 'Shut' } }],
      },
    },
  },
  May: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }] },
    },
  },
};

let gateway: Gateway;
let access: AccessControl;
let topics: Topics;
let role: LocalCredentials;
beforeAll(async () => {
  gateway = await Gateway.listen({});
  const template = readTemplate(smallAssembly(RESOURCES), { region: 'us-east-1', gatewayUrl: gateway.url });
  access = new AccessControl(template);
  topics = new Topics(template);
  const [spec] = template.functions;
  if (spec === undefined) throw new Error('the template has a function');
  role = access.credentialsOf(spec);
  gateway.connect({
    template,
    access,
    dynamodb: new URL(ANY),
    sqs: new URL(ANY),
    secretValue: () => null,
    putEvents: () => ({}),
    capture: { around: (_write, call) => call() },
    startExecution: () => awsJson(200, {}),
    publish: (body) => topics.publish(body),
  });
});
afterAll(() => gateway.close());

async function publish(changes: { TopicArn?: string; Subject?: string; Message?: string }): Promise<string> {
  const client = new SNSClient({ endpoint: gateway.url, region: 'us-east-1', credentials: role, maxAttempts: 1 });
  const message = { TopicArn: TOPIC_ARN, Subject: 'a <subject> & more', Message: 'line\nline', ...changes };
  try {
    return (await client.send(new PublishCommand(message))).MessageId ?? '';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  } finally {
    client.destroy();
  }
}

describe('topics of the local cloud', () => {
  it('Given a role that may, When the SDK publishes, Then the subscribers get just that', async () => {
    expect(await publish({})).toBe('message-1');
    expect(topics.published).toEqual([{ topicArn: TOPIC_ARN, subject: 'a <subject> & more', message: 'line\nline' }]);
  });

  it.each([
    ['a topic that is not there', { TopicArn: `${TOPIC_ARN}s` }, /^NotFound/],
    ['a subject with a line break', { Subject: 'a\nb' }, /^InvalidParameter/],
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, /^InvalidParameter/],
    ['no text', { Message: '' }, /^InvalidParameter/],
  ])('Given %s, When it is published, Then SNS’s own error comes back', async (_name, changes, name) => {
    const before = topics.published.length;
    expect(await publish(changes)).toMatch(name);
    expect(topics.published).toHaveLength(before);
  });

  it.each([
    ['a topic under a key that the role may not use', 'app-Own', 'kms:GenerateDataKey'],
    ['a topic whose policy shuts everybody out', 'app-Shut', 'sns:Publish'],
  ])('Given %s, When it publishes, Then it is denied, and the denial is kept', async (_name, name, action) => {
    expect(await publish({ TopicArn: TOPIC_ARN.replace('app-Topic', name) })).toMatch(/AccessDenied/);
    expect(access.denials.at(-1)?.action).toBe(action);
  });
});
