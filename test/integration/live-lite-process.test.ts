import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeVenue, fakeBars } from '../support/fake-venue.ts';

describe('live-lite as a process, by the real clock', () => {
  let venue: FakeVenue;
  let folder: string;

  beforeAll(async () => {
    venue = await FakeVenue.start();
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    venue.bars = fakeBars(now - 600_000, 3_000, 1_000);
    folder = mkdtempSync(join(tmpdir(), 'tidegate-live-process-'));
  });
  afterAll(async () => {
    await venue.stop();
    rmSync(folder, { recursive: true });
  });

  const start = (out: string) =>
    spawn(
      process.execPath,
      [
        'bin/tidegate.ts',
        'paper',
        '--mode',
        'live-lite',
        '--symbol',
        'BTC/USD',
        '--policy',
        'buy_hold',
        '--timeframe',
        '1s',
        '--out',
        out,
      ],
      { env: { PATH: process.env['PATH'], ...venue.env }, stdio: 'ignore' },
    );
  const rowsOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').length - 1 : 0);
  const waitForBars = async (path: string, count: number) => {
    const deadline = Date.now() + 60_000;
    while (rowsOf(path) < count && Date.now() < deadline) await new Promise((tick) => setTimeout(tick, 50));
  };

  it('Given SIGINT after some bars, Then it drains, writes every file and exits 0', async () => {
    const out = join(folder, 'drained');
    const child = start(out);
    await waitForBars(join(out, 'bars-BTC-USD.csv'), 3);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const summary: unknown = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ bars: rowsOf(join(out, 'bars-BTC-USD.csv')), trades_executed: 1 });
    expect(venue.urls.every(({ pathname }) => pathname.endsWith('/bars'))).toBe(true);
  });

  it('Given kill -9, Then the bars that it acted on are there', async () => {
    const out = join(folder, 'killed');
    const child = start(out);
    await waitForBars(join(out, 'bars-BTC-USD.csv'), 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(rowsOf(join(out, 'bars-BTC-USD.csv'))).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(out, 'summary.json'))).toBe(false);
  });
});
