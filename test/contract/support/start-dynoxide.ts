import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '#adapters/dynamodb/dynamodb-client.ts';
import { OPEN_ORDERS_INDEX } from '#adapters/table/table.ts';

export interface RunningDynoxide {
  readonly client: DynamoDBClient;
  /** Creates an empty table with the keys and the index of the deployed one, and returns its name. */
  readonly createTable: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts dynoxide on a free loopback port; it ends with `stop`, or with this process. */
export async function startDynoxide(): Promise<RunningDynoxide> {
  const port = await findFreePort();
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  const child = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const client = createDynamoDbClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 10,
    requestHandler: { httpAgent: { maxSockets: 16 }, connectionTimeout: 10_000, requestTimeout: 20_000 },
  });
  let tables = 0;
  return {
    client,
    createTable: async () => {
      tables += 1;
      await createTable(client, `table-${tables}`);
      return `table-${tables}`;
    },
    stop: async () => {
      process.off('exit', kill);
      client.destroy();
      await stopChild(child);
    },
  };
}

async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'openPk', 'openSk'].map((name) => ({
        AttributeName: name,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
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
    }),
  );
}

async function stopChild(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.kill('SIGKILL')) {
    await ended;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error(`free port: received ${String(address)}, expected an address with a port`);
  }
  return address.port;
}
