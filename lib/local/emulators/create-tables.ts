import { CreateTableCommand, type DynamoDBClient, type KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { textAt } from '../template/json.ts';
import type { TableKey, TableSpec } from '../template/local-template.ts';

/** Creates the table of the template unless the data folder already holds it. */
export async function createTable(client: DynamoDBClient, spec: TableSpec): Promise<void> {
  const keys = new Map([...spec.keys, ...spec.indexes.flatMap((index) => index.keys)].map((key) => [key.name, key]));
  try {
    await client.send(
      new CreateTableCommand({
        TableName: spec.name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...keys.values()].map(({ name, type }) => ({
          AttributeName: name,
          AttributeType: type,
        })),
        KeySchema: keySchema(spec.keys),
        ...(spec.indexes.length === 0 ? {} : { GlobalSecondaryIndexes: spec.indexes.map(toIndex) }),
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
  }
}

function toIndex({ name, keys, projection }: TableSpec['indexes'][number]) {
  const type = textAt(projection, 'ProjectionType');
  if (type !== 'ALL' && type !== 'KEYS_ONLY')
    throw new TypeError(`projection ${type} of index ${name}; ALL or KEYS_ONLY is expected`);
  return { IndexName: name, KeySchema: keySchema(keys), Projection: { ProjectionType: type } } as const;
}

function keySchema(keys: readonly TableKey[]): KeySchemaElement[] {
  return keys.map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}
