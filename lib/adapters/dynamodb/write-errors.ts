import {
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import type { FailedCondition } from '../table/table.ts';
import { fromAttributes } from './attribute-codec.ts';

/** Reasons that say nothing about the conditions: the same transaction may well succeed a moment later. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Which conditions an error says have failed; empty where it is about something else. */
export function failedConditions(error: unknown): readonly FailedCondition[] {
  if (error instanceof ConditionalCheckFailedException) {
    return [{ index: 0, item: error.Item === undefined ? null : fromAttributes(error.Item) }];
  }
  return reasonsOf(error).flatMap(({ Code, Item }, index) =>
    Code === 'ConditionalCheckFailed' ? [{ index, item: Item === undefined ? null : fromAttributes(Item) }] : [],
  );
}

/** Whether another transaction was in the way, or the table was asked too much at once, and nothing else went wrong. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TransactionConflictException || error instanceof TransactionInProgressException) {
    return true;
  }
  const codes = reasonsOf(error)
    .map(({ Code }) => Code ?? 'None')
    .filter((code) => code !== 'None');
  return codes.length > 0 && codes.every((code) => TRANSIENT.has(code));
}

function reasonsOf(error: unknown): readonly CancellationReason[] {
  return error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
}
