import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import { ROOT, synthesizeApp } from './support/local-app.ts';
import { exitReasons, expectSameFiles, type LocalOutcome, paperFiles, runLocally } from './support/session-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-venue-'));

beforeAll(() => {
  const [header = '', ...rows] = readFileSync(join(ROOT, 'bars/synthetic-day.csv'), 'utf8').trim().split('\n');
  writeFileSync(join(folder, 'a.csv'), [header, ...rows.slice(0, 60)].join('\n'));
  const others = rows.slice(5, 70).map((row, index) => withTimeOf(row, rows[index + 200] ?? row));
  writeFileSync(join(folder, 'b.csv'), [header, ...others.filter((_, index) => index % 7 !== 3)].join('\n'));
  writeFileSync(
    join(folder, 'whole-bars.yaml'),
    `brokers:
  sim:
    fee_tiers:
      - { min_volume: 0, maker_bps: 2, taker_bps: 10 }
      - { min_volume: 50000, maker_bps: 1, taker_bps: 8 }
    slippage_bps: 5
    max_volume_share: 0.5
    volume_slippage: 0.1
    impact_coefficient: 0.3
    latency_ms: 20000
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function withTimeOf(row: string, prices: string): string {
  return [row.split(',')[0], ...prices.split(',').slice(1)].join(',');
}

/** The same flags through the local cloud, and what it left. */
async function expectAgreement(flags: ReplayFlags): Promise<LocalOutcome> {
  const app = await synthesizeApp(flags);
  try {
    const left = await runLocally(app);
    expectSameFiles(left.files, await paperFiles(flags));
    return left;
  } finally {
    app.remove();
  }
}

describe('Given two symbols of which one misses bars, the balanced profile and exits', () => {
  it('When they run through the local cloud, Then the files are those of the replay in process', async () => {
    const { records, files } = await expectAgreement({
      data: [`AAA/USD=${join(folder, 'a.csv')}`, `BBB/USD=${join(folder, 'b.csv')}`],
      param: ['fast=3', 'slow=8'],
      riskProfile: 'balanced',
      sizePct: '9',
      commissionBps: '10',
      stopLossPct: '0.1',
      takeProfitPct: '0.3',
      timeExitBars: '9',
    });
    expect(new Set(records.fills.map((fill) => fill.symbol)).size).toBe(2);
    expect(exitReasons(files).length).toBeGreaterThan(1);
  });
});

describe('Given a venue that fills by volume, late, and at a price that the order moves', () => {
  it('When orders are matched with whole bars, Then the files are those of the replay in process', async () => {
    const { records } = await expectAgreement({
      config: join(folder, 'whole-bars.yaml'),
      param: ['fast=2', 'slow=5'],
      durationMinutes: '60',
      initialBalance: '10000',
      sizePct: '2',
      stopLossPct: '0.2',
    });
    const limited = records.fills.filter(({ explanation }) => explanation?.limitedBy === 'volume');
    expect(limited.length).toBeGreaterThan(2);
    expect(new Set(records.fills.map(({ explanation }) => explanation?.feeTier)).size).toBe(1);
    expect(records.fills.every(({ explanation }) => explanation?.impactBps.gt(0) === true)).toBe(true);
  });
});
