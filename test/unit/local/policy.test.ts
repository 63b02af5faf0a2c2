import { describe, expect, it } from 'vitest';
import { type AccessRequest, type Decision, evaluatePolicy, matchesWildcard } from '#local/iam/evaluate-policy.ts';
import { readStatements } from '#local/iam/statement.ts';
import type { JsonObject } from '#local/template/json.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger';

function decide(statements: readonly JsonObject[], request: AccessRequest): Decision {
  return evaluatePolicy(readStatements({ Statement: statements }, 'test'), request);
}

describe('evaluatePolicy', () => {
  const allowPut = { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:Get*'], Resource: TABLE };

  it.each<[string, readonly JsonObject[], AccessRequest, Decision]>([
    ['the exact action and resource', [allowPut], { action: 'dynamodb:PutItem', resource: TABLE }, 'allowed'],
    ['an action in another case', [allowPut], { action: 'DynamoDB:putitem', resource: TABLE }, 'allowed'],
    ['an action by wildcard', [allowPut], { action: 'dynamodb:GetItem', resource: TABLE }, 'allowed'],
    ['another action', [allowPut], { action: 'dynamodb:DeleteItem', resource: TABLE }, 'not allowed'],
    [
      'an index of the table',
      [allowPut],
      { action: 'dynamodb:PutItem', resource: `${TABLE}/index/open` },
      'not allowed',
    ],
    ['no statement at all', [], { action: 'dynamodb:PutItem', resource: TABLE }, 'not allowed'],
    [
      'an allow and a deny',
      [allowPut, { Effect: 'Deny', Action: '*', Resource: '*' }],
      { action: 'dynamodb:PutItem', resource: TABLE },
      'explicitly denied',
    ],
  ])('Given %s, Then IAM decides the same', (_name, statements, request, expected) => {
    expect(decide(statements, request)).toBe(expected);
  });

  const rule = 'arn:aws:events:us-east-1:000000000000:rule/signals';
  const byRule = {
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: 'arn:q',
    Principal: { Service: 'events.amazonaws.com' },
    Condition: { ArnEquals: { 'aws:SourceArn': rule } },
  };
  const insecure = {
    Effect: 'Deny',
    Action: 'sqs:*',
    Resource: 'arn:q',
    Principal: { AWS: '*' },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const send = { action: 'sqs:SendMessage', resource: 'arn:q', principal: 'events.amazonaws.com' };

  it.each<[string, AccessRequest, Decision]>([
    ['the rule', { ...send, context: { 'aws:SourceArn': rule, 'aws:SecureTransport': 'true' } }, 'allowed'],
    [
      'another rule',
      { ...send, context: { 'aws:SourceArn': `${rule}2`, 'aws:SecureTransport': 'true' } },
      'not allowed',
    ],
    ['no source', { ...send, context: { 'aws:SecureTransport': 'true' } }, 'not allowed'],
    ['another service', { ...send, principal: 'sns.amazonaws.com', context: { 'aws:SourceArn': rule } }, 'not allowed'],
    ['no TLS', { ...send, context: { 'aws:SourceArn': rule, 'aws:SecureTransport': 'false' } }, 'explicitly denied'],
  ])('Given a queue policy and %s, Then conditions and principal count', (_name, request, expected) => {
    expect(decide([byRule, insecure], request)).toBe(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['NotAction', { Effect: 'Allow', NotAction: 'x', Resource: '*' }, 'NotAction'],
    [
      'an unknown operator',
      { Effect: 'Allow', Action: 'a', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '::1' } } },
      'IpAddress on aws:SourceIp',
    ],
    [
      'an unknown key',
      { Effect: 'Allow', Action: 'a', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      'aws:MultiFactorAuthPresent',
    ],
    ['an unknown effect', { Effect: 'Maybe', Action: 'a', Resource: '*' }, 'Effect'],
  ])('Given %s, Then the statement is refused instead of guessed', (_name, statement, message) => {
    expect(() => readStatements({ Statement: [statement] }, 'test')).toThrow(message);
  });
});

describe('matchesWildcard', () => {
  it.each([
    ['arn:*:b', 'arn:a/x:b', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['*', '', true],
    ['a(b)*', 'a(b)c', true],
  ])('Given %s and %s, Then it is %s', (pattern, value, expected) => {
    expect(matchesWildcard(pattern, value)).toBe(expected);
  });
});
