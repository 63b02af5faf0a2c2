import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

const LIMIT = { kind: 'RiskLimitExceeded', severity: 'critical', at: '2026-01-05T10:00:00Z', sessionId: null };
const DETAIL = {
  used: '1.1',
  mode: 'REDUCE_ONLY',
  limit: '0.02',
  value: '0.022',
  rule: 'max_daily_loss_pct',
  rung: 'reduce_only',
};
const LONG = {
  ...LIMIT,
  kind: 'ReconciliationCompleted',
  detail: { troubles: 'x'.repeat(900), outcome: 'unanswered' },
};

function anEvent(detail: object, changes: object = {}) {
  return { ...LIMIT, id: 'aWQ', detail, resolution: null, ...changes };
}

describe('risk events', () => {
  it('Given events whose fields come in any order, Then the lines have the same columns, fields and order', async () => {
    const backwards = Object.fromEntries(Object.entries(DETAIL).reverse());
    const tables: string[] = [];
    for (const detail of [DETAIL, backwards]) {
      stub.answer(() => ({
        status: 200,
        body: { items: [anEvent(detail), { ...LONG, id: 'bG9uZw', resolution: {} }], nextCursor: null },
      }));
      tables.push((await runCli(['risk', 'events'], stub.env)).stdout);
    }
    const said = 'rule max_daily_loss_pct, rung reduce_only, value 0.022, limit 0.02, used 1.1, mode REDUC…';
    const cut = `outcome unanswered, troubles ${'x'.repeat(50)}…`;
    expect(tables[0]).toBe(
      [
        `at                    severity  kind                     resolved  ${'detail'.padEnd(80)}  id`,
        `2026-01-05T10:00:00Z  critical  RiskLimitExceeded        no        ${said.slice(0, 79)}…  aWQ`,
        `2026-01-05T10:00:00Z  critical  ReconciliationCompleted  yes       ${cut}  bG9uZw`,
        '',
      ].join('\n'),
    );
    expect(tables[1]).toBe(tables[0]);
  });

  it('Given one that is resolved, Then all of it is told', async () => {
    const resolution = { at: '2026-01-05T11:00:00Z', by: 'arn:me', reason: 'seen' };
    stub.answer(() => ({ status: 200, body: anEvent(LONG.detail, { resolution }) }));
    const { stdout } = await runCli(['risk', 'resolve', 'aWQ', '--reason', 'seen'], stub.env);
    expect(stdout).toContain(`outcome   unanswered\ntroubles  ${'x'.repeat(900)}\n`);
    expect(stdout).toContain('resolved  2026-01-05T11:00:00Z by arn:me: seen\n');
  });
});
