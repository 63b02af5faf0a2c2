import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { recordChanges } from '#application/audit/record-changes.ts';
import { sealAudit } from '#application/audit/seal-audit.ts';
import type { AuditBody } from '#cli/operate/audit/read-trail.ts';
import type { AuditFact } from '#domain/audit/audit-entry.ts';
import { type ApiDesk, aTradingApi } from '../../../support/api-desk.ts';
import { ApiStub } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';
import { changesOf } from '../../../support/told-trail.ts';

/** What the API of a desk that has traded tells. */
interface Told {
  readonly trail: AuditBody;
  readonly records: readonly AuditFact[];
}

const folder = mkdtempSync(join(tmpdir(), 'tidegate-audit-commands-'));
let stub: ApiStub;
let api: ApiDesk;
let told: Told;
beforeAll(async () => {
  stub = await ApiStub.listen();
  api = await aTradingApi();
  const audit = new TableAuditTrail(api.desk.table, 'main');
  await recordChanges(audit, changesOf(api.desk.table.dump(), api.desk.now));
  await sealAudit({ audit, clock: api.desk.clock, account: 'main' });
  const [trail, records] = [await bodyOf('GET /audit'), await bodyOf('GET /audit/records')];
  told = { trail: trail as unknown as AuditBody, records: (records as { items: readonly AuditFact[] }).items };
});
afterAll(async () => {
  await stub.close();
  rmSync(folder, { recursive: true });
});

async function bodyOf(routeKey: string): Promise<object> {
  const { body = '' } = await api.call({ routeKey, query: { limit: '1000' } });
  return JSON.parse(body);
}

/** @param look counts the readings of the trail, from 1 */
function answerWith(tell: (look: number) => Told): void {
  let look = 1;
  stub.answer(({ path }) => {
    const { trail, records } = tell(look);
    if (path.startsWith('/audit?')) {
      look += 1;
      return { status: 200, body: trail };
    }
    const items = path.includes('limit=1000') ? records : records.slice(0, 1);
    return { status: 200, body: { items, nextCursor: null } };
  });
}

/** The trail with another cause in the entry at this place. */
function withAnother(trail: AuditBody, index: number): AuditBody {
  return { ...trail, items: trail.items.map((item, at) => (at === index ? { ...item, cause: 'nothing' } : item)) };
}

describe('tidegate audit', () => {
  it('Given a trail without fault, When it is verified, Then exit 0, with its head', async () => {
    answerWith(() => told);
    const { code, stdout, stderr } = await runCli(['audit', 'verify'], stub.env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`head     1 ${told.trail.head.hash}`);
    const json = await runCli(['audit', 'verify', api.desk.sessionId, '--json'], stub.env);
    expect(JSON.parse(json.stdout)).toEqual({
      seals: 1,
      entries: told.trail.items.length,
      unsealed: 0,
      records: told.records.length,
      head: told.trail.head,
      faults: [],
    });
  });

  it('Given an entry that was changed, When the trail is verified, Then exit 1 with its place, at once', async () => {
    answerWith(() => ({ ...told, trail: withAnother(told.trail, 2) }));
    const { code, stderr } = await runCli(['audit', 'verify'], stub.env);
    expect(code).toBe(1);
    expect(stderr).toContain(`chain: seal 1, entry 3 was changed: ${told.trail.items[2]?.id}`);
    expect(stub.asked).toHaveLength(3);
  });

  it('Given a trail that is behind the ledger, or an account that moves, When it has had time, Then exit 0', async () => {
    const moving = told.records.map((fact, index) => (index === 0 ? { ...fact, cause: 'moved' } : fact));
    const behind = { ...told.trail, items: [], seals: [], head: { number: 0, hash: '0'.repeat(64) } };
    answerWith((look) => (look === 1 ? { ...told, trail: behind } : look === 2 ? { ...told, records: moving } : told));
    expect((await runCli(['audit', 'verify'], stub.env)).code).toBe(0);
  }, 20_000);

  it('Given a trail, When it is exported, Then a line a record, each seal after its entries, and over no file', async () => {
    answerWith(() => told);
    const out = join(folder, 'trail.ndjson');
    const { code, stdout, stderr } = await runCli(['audit', 'export', '--out', out], stub.env);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain(`${told.trail.items.length} entries, 1 seals in ${out}`);
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      ...told.trail.items.map((item) => ({ record: 'entry', ...item })),
      ...told.trail.seals.map((seal) => ({ record: 'seal', ...seal })),
    ]);
    expect((await runCli(['audit', 'export', '--out', out], stub.env)).code).toBe(2);
    const toStdout = await runCli(['audit', 'export'], stub.env);
    expect(toStdout.stdout).toBe(readFileSync(out, 'utf8'));
  });

  it('Given an API that does not answer with a success, When the trail is exported, Then there is no file', async () => {
    stub.answer(() => ({ status: 403, body: { message: 'Forbidden' } }));
    const out = join(folder, 'none.ndjson');
    expect((await runCli(['audit', 'export', '--out', out], stub.env)).code).toBe(1);
    expect(existsSync(out)).toBe(false);
  });
});
