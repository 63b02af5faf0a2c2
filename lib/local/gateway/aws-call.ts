import type { JsonObject } from '../template/json.ts';

/** Who makes a call: a function's role, or the operator, who may do everything. */
export interface Principal {
  readonly name: string;
  /** ARN of the role; `null` for the operator. */
  readonly roleArn: string | null;
}

/** Credentials that the local cloud issued: with a session token for a role, without for the operator. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One right that a call needs. */
export interface NeededAccess {
  readonly action: string;
  readonly resource: string;
}

/** A decoded request of AWS's JSON protocol, or, of SNS, of its query protocol. */
export interface AwsRequest {
  /** As in the API reference: `DynamoDB`, `SQS`, `SecretsManager`, `EventBridge`, `Step Functions`, `SNS`. */
  readonly service: 'dynamodb' | 'sqs' | 'secretsmanager' | 'events' | 'states' | 'sns';
  readonly operation: string;
  readonly body: JsonObject;
}

/** One call that passed through the gateway, for tests, the bench and crash drills. */
export interface ObservedCall {
  /** Counts the calls from 1, in the order of their arrival. */
  readonly number: number;
  readonly principal: string;
  readonly service: AwsRequest['service'];
  readonly operation: string;
  readonly body: JsonObject;
  readonly access: readonly NeededAccess[];
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Capacity units that DynamoDB reports, 0 for other services or when they are not metered. */
  readonly capacityUnits: number;
}

/** A right that a role does not have: it ends the run. */
export interface AccessDenial {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

const TARGETS: Readonly<Record<string, AwsRequest['service']>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  secretsmanager: 'secretsmanager',
  AWSEvents: 'events',
  AWSStepFunctions: 'states',
};

/** Of SNS's interface: a query names no service, only this. */
const SNS_VERSION = '2010-03-31';

/** What is asked, of whom: by the `X-Amz-Target` header, or, without one, by a form. `null` when the service is not one of the local cloud. */
export function parseRequest(target: string | undefined, body: Buffer): AwsRequest | null {
  const text = body.toString('utf8');
  if (target === undefined) return parseQuery(text);
  const [prefix = '', operation = ''] = target.split('.');
  const service = TARGETS[prefix];
  if (service === undefined || operation === '') return null;
  return { service, operation, body: JSON.parse(text || '{}') as JsonObject };
}

function parseQuery(text: string): AwsRequest | null {
  const { Action = '', Version, ...body } = Object.fromEntries(new URLSearchParams(text));
  return Version === SNS_VERSION && Action !== '' ? { service: 'sns', operation: Action, body } : null;
}

/** Access key id in the `Authorization` header of a SigV4 request. */
export function accessKeyOf(authorization: string | undefined): string | null {
  return /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? null;
}
