import { beforeEach, describe, expect, it } from 'vitest';
import { auditEntryKey, sealKey } from '#adapters/table/audit-record.ts';
import type { Table } from '#adapters/table/table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { sealAudit } from '#application/audit/seal-audit.ts';
import { SEAL_SIZE } from '#application/ports/audit-trail.ts';
import { type AuditEntry, entryOf } from '#domain/audit/audit-entry.ts';
import { CHAIN_START, sealEntries } from '#domain/audit/seal.ts';
import { verifyChain } from '#domain/audit/verify-chain.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT } from '../support/trading-desk.ts';

function anEntry(number: number): AuditEntry {
  return entryOf(ACCOUNT, NOW + number, {
    kind: 'test',
    subject: `ORDERS/${number}`,
    sessionId: number % 2 === 0 ? null : 's1',
    actor: 'somebody',
    cause: '',
    detail: { number: String(number) },
  });
}

/** A table of which the write with this number is carried out, or not, and then fails. */
function failingAt(table: Table, number: number, isDone: boolean): Table {
  let writes = 0;
  const guard = async <Outcome>(act: () => Promise<Outcome>): Promise<Outcome> => {
    writes += 1;
    if (writes !== number) return act();
    if (isDone) await act();
    throw new Error('killed');
  };
  return {
    get: (key) => table.get(key),
    getMany: (keys) => table.getMany(keys),
    query: (pk, from) => table.query(pk, from),
    queryOpenOrders: (openPk) => table.queryOpenOrders(openPk),
    write: (write) => guard(() => table.write(write)),
    transact: (writes_, token) => guard(() => table.transact(writes_, token)),
  };
}

async function readChain(trail: TableAuditTrail) {
  const head = await trail.readHead();
  const seals = await trail.readSeals(1, head.number + 1);
  const ids = seals.flatMap(({ entries }) => entries.map(({ id }) => id));
  return { head, seals, entries: await trail.readEntries(ids) };
}

export function auditContract(createTable: TableFactory): void {
  describe('audit trail', () => {
    let table: Table;
    let trail: TableAuditTrail;
    const clock = { now: () => NOW };
    const seal = (on: Table = table) => sealAudit({ audit: new TableAuditTrail(on, ACCOUNT), clock, account: ACCOUNT });
    beforeEach(async () => {
      table = await createTable();
      trail = new TableAuditTrail(table, ACCOUNT);
    });

    it('Given an entry, When it is recorded twice, also with another time, Then the first one stays', async () => {
      const entry = anEntry(1);
      await trail.record(entry);
      await trail.record({ ...entry, at: NOW + 99 });
      expect(await trail.listUnsealed()).toEqual([entry]);
      expect(await trail.readEntries([entry.id, 'none'])).toEqual([entry]);
    });

    it('Given entries that came in any order, When they are sealed, Then by time, once, and nothing is left', async () => {
      for (const number of [3, 1, 2]) await trail.record(anEntry(number));
      expect(await trail.readHead()).toEqual(CHAIN_START);
      expect(await seal()).toHaveLength(1);
      expect(await seal()).toEqual([]);
      const chain = await readChain(trail);
      expect(chain.seals.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(
        [1, 2, 3].map((n) => anEntry(n).id),
      );
      expect(await trail.listUnsealed()).toEqual([]);
      expect(verifyChain(chain)).toEqual([]);
    });

    it('Given a sealed entry, When it is told again, Then it is not sealed again', async () => {
      await trail.record(anEntry(1));
      await seal();
      await trail.record(anEntry(1));
      expect(await seal()).toEqual([]);
    });

    it('Given two sealers that read the same, When both seal, Then one of them', async () => {
      await trail.record(anEntry(1));
      const mine = sealEntries(ACCOUNT, CHAIN_START, [anEntry(1)], NOW);
      const other = sealEntries(ACCOUNT, CHAIN_START, [anEntry(1)], NOW + 1);
      expect(await trail.seal(CHAIN_START, mine)).toBe('committed');
      expect(await trail.seal(CHAIN_START, mine)).toBe('committed');
      expect(await trail.seal(CHAIN_START, other)).toBe('changed');
      expect(await trail.seal(mine, sealEntries(ACCOUNT, mine, [anEntry(1)], NOW))).toBe('changed');
      expect(verifyChain(await readChain(trail))).toEqual([]);
    });

    it('Given more entries than a seal takes, When the sealer dies at any write, done or not, Then the next one ends in a chain of all of them', async () => {
      const count = SEAL_SIZE + 5;
      for (const isDone of [true, false])
        for (let at = 1; at <= 2; at += 1) {
          table = await createTable();
          trail = new TableAuditTrail(table, ACCOUNT);
          for (let number = 1; number <= count; number += 1) await trail.record(anEntry(number));
          await expect(seal(failingAt(table, at, isDone))).rejects.toThrow('killed');
          await seal();
          const chain = await readChain(trail);
          expect(verifyChain(chain)).toEqual([]);
          expect(chain.entries).toHaveLength(count);
          expect(await trail.listUnsealed()).toEqual([]);
        }
    });

    it('Given a chain, When one entry or one seal is written over in the table, Then its place is found', async () => {
      for (const number of [1, 2, 3]) {
        await trail.record(anEntry(number));
        await seal();
      }
      const key = auditEntryKey(ACCOUNT, anEntry(2).id);
      await table.write({ kind: 'update', key, set: { actor: 'nobody' } });
      expect(verifyChain(await readChain(trail)).map(({ place }) => place)).toEqual(['seal 2, entry 1']);
      await table.write({ kind: 'update', key, set: { actor: true } });
      expect(verifyChain(await readChain(trail)).map(({ place }) => place)).toEqual(['seal 2, entry 1']);
      await table.write({ kind: 'update', key: sealKey(ACCOUNT, 1), set: { hash: 'x' } });
      expect(verifyChain(await readChain(trail))[0]?.place).toBe('seal 1');
      await table.write({ kind: 'update', key: sealKey(ACCOUNT, 1), set: { hash: false } });
      expect(verifyChain(await readChain(trail))[0]).toMatchObject({ place: 'seal 1', what: 'is missing' });
    });
  });
}
