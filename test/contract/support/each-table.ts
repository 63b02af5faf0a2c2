import { afterAll, beforeAll, describe } from 'vitest';
import { DynamoDbTable } from '#adapters/dynamodb/dynamodb-table.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Table } from '#adapters/table/table.ts';
import type { Clock } from '#application/ports/clock.ts';
import { type RunningDynoxide, startDynoxide } from './start-dynoxide.ts';

/** The instant at which every contract test runs. */
export const NOW = Date.UTC(2026, 0, 5, 14, 30);

const clock: Clock = { now: () => NOW };

/** Makes an empty table. */
export type TableFactory = () => Promise<Table>;

/** Declares the suite once for each adapter of the port. */
export function describeEachTable(name: string, suite: (createTable: TableFactory) => void): void {
  describe(`${name} in memory`, () => {
    suite(async () => new MemoryTable(clock));
  });

  describe(`${name} in DynamoDB`, () => {
    let dynoxide: RunningDynoxide;
    beforeAll(async () => {
      dynoxide = await startDynoxide();
    });
    afterAll(() => dynoxide.stop());
    suite(async () => {
      const { client, createTable } = dynoxide;
      const tools = { random: () => 0.5, sleep: async () => {} };
      return new DynamoDbTable({ client, tableName: await createTable(), clock, ...tools });
    });
  });
}
