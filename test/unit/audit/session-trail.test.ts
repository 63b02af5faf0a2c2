import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Update } from '#adapters/table/table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { recordChanges } from '#application/audit/record-changes.ts';
import { sealAudit } from '#application/audit/seal-audit.ts';
import { type AuditBody, entryOfBody, sealOfBody } from '#cli/operate/audit/read-trail.ts';
import type { AuditFact } from '#domain/audit/audit-entry.ts';
import { checkRecords } from '#domain/audit/check-records.ts';
import { ledgerRecords } from '#domain/audit/ledger-records.ts';
import { verifyChain } from '#domain/audit/verify-chain.ts';
import { type ApiDesk, anIdleApi, aTradingApi } from '../../support/api-desk.ts';
import { d } from '../../support/builders.ts';
import { changesOf } from '../../support/told-trail.ts';

let api: ApiDesk;
let audit: TableAuditTrail;
beforeEach(async () => {
  api = await aTradingApi();
  audit = new TableAuditTrail(api.desk.table, 'main');
  await tell();
  await seal();
});

async function tell(): Promise<void> {
  await recordChanges(audit, changesOf(api.desk.table.dump(), api.desk.now));
}

function seal() {
  return sealAudit({ audit, clock: api.desk.clock, account: 'main' });
}

async function page(query: Record<string, string> = {}): Promise<AuditBody> {
  const { body = '' } = await api.call({ routeKey: 'GET /audit', query });
  return JSON.parse(body);
}

async function readAll(limit: string, query: Record<string, string> = {}): Promise<AuditBody> {
  let all = await page({ ...query, limit });
  while (all.nextCursor !== null) {
    const next = await page({ ...query, limit, cursor: all.nextCursor });
    const seals = [...new Map([...all.seals, ...next.seals].map((one) => [one.number, one])).values()];
    all = { ...next, items: [...all.items, ...next.items], seals };
  }
  return all;
}

async function facts(): Promise<readonly AuditFact[]> {
  const { body = '' } = await api.call({ routeKey: 'GET /audit/records', query: { limit: '1000' } });
  return JSON.parse(body).items;
}

async function recordFaults(records: readonly AuditFact[], session: string | null = null) {
  const { items, unsealed } = await readAll('1000');
  const ledger = ledgerRecords(records);
  if (ledger === null) throw new Error('no account');
  return checkRecords(ledger, [...items, ...unsealed].map(entryOfBody), session);
}

async function chainFaults() {
  const { head, seals, items } = await readAll('1000');
  return verifyChain({ head, seals: seals.map(sealOfBody), entries: items.map(entryOfBody) });
}

describe('the trail of a session', () => {
  it('Given a session that trades, When its trail is read by the API, Then chain and records have no fault', async () => {
    expect(await chainFaults()).toEqual([]);
    expect(await recordFaults(await facts())).toEqual([]);
    const { items, head, seals } = await readAll('1000');
    expect(seals.at(-1)?.hash).toBe(head.hash);
    const kinds = new Set(items.map(({ kind }) => kind));
    for (const kind of ['SessionStateChanged', 'FillApplied', 'OrderFilled', 'OrderAccepted'])
      expect(kinds).toContain(kind);
    const filled = items.find(({ kind }) => kind === 'OrderFilled');
    expect(filled?.detail).toMatchObject({ state: 'FILLED', authorisedBy: expect.any(String) });
    expect(filled?.detail['history']).toContain('CREATED SUBMITTED authorised');
    expect(filled).toMatchObject({ actor: 'script', sessionId: api.desk.sessionId });
  });

  it('Given a trail, When it is read in pages of any size, Then it is the same trail', async () => {
    await api.call({ routeKey: 'POST /sessions/{id}/pause', path: { id: api.desk.sessionId } });
    await tell();
    await seal();
    const whole = await readAll('1000');
    expect(whole.seals.length).toBe(2);
    for (const limit of ['1', '2', '3']) expect(await readAll(limit)).toEqual(whole);
  });

  it('Given a session, When the trail is read for it, Then its entries and no others', async () => {
    const { items } = await readAll('1', { session: api.desk.sessionId });
    const all = await readAll('1000');
    expect(items).toEqual(all.items.filter(({ sessionId }) => sessionId === api.desk.sessionId));
    expect(items.length).toBeGreaterThan(3);
    expect((await readAll('1', { session: 'f'.repeat(32) })).items).toEqual([]);
  });

  it('Given records that were told, When they are told again, in any order and in part, Then the trail is the same', async () => {
    const changes = changesOf(api.desk.table.dump(), api.desk.now + 1);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...changes]), async (some) => {
        await recordChanges(audit, some);
        expect(await audit.listUnsealed()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('Given a ledger, When any word of any record is another, Then it is found at that record, or in its sums', async () => {
    const records = await facts();
    const words = records.flatMap(({ subject, detail }, index) =>
      Object.keys(detail)
        .filter(
          (name) => !/^(ACCOUNT|SYMBOL)/.test(subject) || /cash|Cash|reserved|quantity|fillSeq|Reserved/.test(name),
        )
        .map((name) => ({ index, name })),
    );
    expect(words.length).toBeGreaterThan(50);
    for (const { index, name } of words) {
      const changed = records.map((record, at) =>
        at === index ? { ...record, detail: { ...record.detail, [name]: another(record.detail[name] ?? '') } } : record,
      );
      const places = (await recordFaults(changed)).map(({ place }) => place);
      expect(places, `${records[index]?.subject} ${name}`).not.toEqual([]);
      const { subject = '', detail } = records[index] ?? {};
      if (name !== 'symbol' && name !== 'openingCash') expect(places).toContain(subject);
      else expect(places.join()).toMatch(new RegExp(`${subject}|SYMBOL|ACCOUNT|${detail?.['symbol']}`));
    }
  });

  it('Given a ledger, When a record is removed, or is there twice, Then it is found', async () => {
    const records = await facts();
    for (const record of records.filter(({ subject }) => /^(ORDERS|FILLS)/.test(subject))) {
      const gone = await recordFaults(records.filter((one) => one !== record));
      expect(gone.map(({ place }) => place)).toContain(record.subject);
      const twice = await recordFaults([...records, record]);
      expect(twice.map(({ place }) => place)).toContain(record.subject);
    }
  });

  it('Given an order that is written over in the table, When the stream tells of it, Then the trail says that it was', async () => {
    const { pk, sk } = api.desk.table.dump().find((item) => item.pk === 'ORDERS#main' && item.state === 'FILLED') ?? {};
    const write: Update = { kind: 'update', key: { pk: pk ?? '', sk: sk ?? '' }, set: { referencePrice: d(1) } };
    await api.desk.table.write(write);
    expect(await recordFaults(await facts())).toContainEqual({
      rule: 'records',
      place: `ORDERS/${sk}`,
      what: 'is not what the trail says',
    });
    await tell();
    const [fault] = await recordFaults(await facts());
    expect(fault).toMatchObject({ rule: 'G5', place: `ORDERS/${sk}` });
    expect(fault?.what).toContain('was rewritten');
    expect(await recordFaults(await facts(), 'f'.repeat(32))).toEqual([]);
  });

  it('Given an entry that is written over in the table, When the chain is verified, Then its place is named', async () => {
    const items = api.desk.table.dump().filter(({ pk }) => pk === 'AUDIT#main');
    for (const { pk, sk, cause } of items) {
      await api.desk.table.write({ kind: 'update', key: { pk, sk }, set: { cause: 'nothing' } });
      const faults = await chainFaults();
      expect(faults).toHaveLength(1);
      expect(faults[0]?.what).toContain(sk);
      await api.desk.table.write({ kind: 'update', key: { pk, sk }, set: { cause: cause ?? '' } });
    }
    expect(await chainFaults()).toEqual([]);
  });

  it('Given no account, When the trail is read, Then it is empty', async () => {
    api = anIdleApi();
    expect(await page()).toEqual({
      items: [],
      seals: [],
      head: { number: 0, hash: '0'.repeat(64) },
      unsealed: [],
      nextCursor: null,
    });
    expect(await facts()).toEqual([]);
  });
});

/** Another amount, or another word. */
function another(word: string): string {
  return /^-?\d+(\.\d+)?$/.test(word) ? d(word).plus(1).toFixed() : `${word}x`;
}
