import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Phase } from '#domain/simulation/phases.ts';

const KEY = { pk: { S: 'REPLAY' }, sk: { S: 'cursor' } };

/** How far a replay has come: index of the phase that is being worked on. */
export interface ReplayCursor {
  read(): Promise<number>;
  write(index: number, phase: Phase): Promise<void>;
}

/** Keeps the cursor in the replay's own table, so that it is as durable as what it tells of. */
export function createReplayCursor(client: DynamoDBClient, tableName: string): ReplayCursor {
  return {
    read: async () => {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
      return Number(Item?.['index']?.N ?? 0);
    },
    write: async (index, phase) => {
      const Item = {
        ...KEY,
        index: { N: String(index) },
        instant: { N: String(phase.instant) },
        phase: { S: phase.kind },
      };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
  };
}

/** For a replay that is not to be resumed. */
export const NO_CURSOR: ReplayCursor = { read: async () => 0, write: async () => undefined };
