import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbTable } from '#adapters/dynamodb/dynamodb-table.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';

export interface LedgerReaderOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly account: string;
  /** The clock that the session ran on. */
  readonly now: () => number;
}

/** Opens the ledger as the operator. */
export function openLedger({ client, tableName, account, now }: LedgerReaderOptions): TableLedger {
  const table = new DynamoDbTable({ client, tableName, clock: { now }, sleep: (ms) => sleep(ms), random: Math.random });
  return new TableLedger(table, account);
}

/** What a session left in the ledger. */
export async function readSessionRecords(ledger: TableLedger, sessionId: string): Promise<SessionRecords> {
  const view = await ledger.readAccount();
  return {
    snapshots: await ledger.listSnapshots(sessionId),
    fills: await ledger.listFills(sessionId),
    orders: await ledger.listOrders(sessionId),
    events: (await ledger.listRiskEvents()).filter((event) => event.sessionId === sessionId),
    ...(view === null ? {} : { finalCash: view.account.cash }),
  };
}
