import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { LocalCredentials } from './aws-call.ts';

export interface ClientOptions {
  readonly gatewayUrl: string;
  readonly region: string;
  readonly credentials: LocalCredentials;
}

/** DynamoDB through the gateway. */
export function createDynamoClient({ gatewayUrl, region, credentials }: ClientOptions): DynamoDBClient {
  return new DynamoDBClient({ endpoint: gatewayUrl, region, credentials, maxAttempts: 3 });
}

/** SQS through the gateway. */
export function createSqsClient({ gatewayUrl, region, credentials }: ClientOptions): SQSClient {
  return new SQSClient({ endpoint: gatewayUrl, region, credentials, maxAttempts: 3 });
}
