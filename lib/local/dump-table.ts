import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

/** All items of a table as canonical text: a line an item, attributes and set elements sorted, lines sorted. */
export async function dumpTable(client: DynamoDBClient, tableName: string): Promise<string> {
  const lines: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    for (const item of page.Items ?? []) lines.push(JSON.stringify(canonical(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return lines.sort().join('\n');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const isSet = name === 'SS' || name === 'NS';
    return [name, isSet && Array.isArray(member) ? member.map(String).sort() : canonical(member)] as const;
  });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
