import type { AttributeValue, ConditionCheck, Put, Update } from '@aws-sdk/client-dynamodb';
import type { Key, Write } from '../table/table.ts';
import { toAttributes } from './attribute-codec.ts';
import { ExpressionWriter } from './expressions.ts';

/** One write as DynamoDB wants it: the input of its own command, or one item of a transaction. */
export type WriteRequest =
  | { readonly Put: Put }
  | { readonly Update: Update & { UpdateExpression: string } }
  | { readonly ConditionCheck: ConditionCheck };

/** What a failed condition found is always asked for: it tells one's own lost answer from somebody else's write. */
const RETURN_ITEM = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

export function writeRequest(TableName: string, write: Write): WriteRequest {
  const writer = new ExpressionWriter();
  const ConditionExpression = writer.condition(write.when ?? []);
  switch (write.kind) {
    case 'put': {
      const Item = toAttributes(write.item);
      return { Put: { TableName, Item, ConditionExpression, ...writer.placeholders(), ...RETURN_ITEM } };
    }
    case 'update': {
      const UpdateExpression = writer.update(write);
      const common = { TableName, Key: keyAttributes(write.key), UpdateExpression, ConditionExpression };
      return { Update: { ...common, ...writer.placeholders(), ...RETURN_ITEM } };
    }
    case 'check': {
      const common = { TableName, Key: keyAttributes(write.key), ConditionExpression };
      return { ConditionCheck: { ...common, ...writer.placeholders(), ...RETURN_ITEM } };
    }
  }
}

export function keyAttributes({ pk, sk }: Key): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}
