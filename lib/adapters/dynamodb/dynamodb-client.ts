import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Milliseconds: a call of the table takes single-digit ones, so a second without a connection or three without an answer is a fault. */
const CONNECTION_TIMEOUT = 1_000;
const REQUEST_TIMEOUT = 3_000;
/** Attempts of one call inside the SDK, the first included; every write of the ledger is safe to repeat. */
const MAX_ATTEMPTS = 3;

/** A client that gives up within the ten seconds that a function has; region, credentials and endpoint come from the environment unless given. */
export function createDynamoDbClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
    ...overrides,
  });
}
