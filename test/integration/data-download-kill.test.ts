import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeVenue, fakeBars } from '../support/fake-venue.ts';

const PROGRAM = 'bin/tidegate.ts';
const BARS = 3_000;

describe('data download as a process', () => {
  let venue: FakeVenue;
  let folder: string;

  beforeAll(async () => {
    venue = await FakeVenue.start();
    venue.bars = fakeBars(Date.UTC(2024, 0, 1), BARS);
    venue.pageSize = 50;
    folder = mkdtempSync(join(tmpdir(), 'tidegate-download-kill-'));
  });
  afterAll(async () => {
    await venue.stop();
    rmSync(folder, { recursive: true });
  });

  const start = (out: string, source: readonly string[]) =>
    spawn(
      process.execPath,
      [
        PROGRAM,
        'data',
        'download',
        ...source,
        '--timeframe',
        '1m',
        '--start',
        '2024-01-01',
        '--end',
        '2024-01-03T02:00:00Z',
        '--out',
        out,
      ],
      { env: { PATH: process.env['PATH'], ...venue.env }, stdio: 'ignore' },
    );
  const finish = async (out: string, source: readonly string[]) => {
    const [code] = await once(start(out, source), 'exit');
    return code;
  };
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  /** Kills once the file has grown beyond so many bytes. */
  const killBeyond = async (bytes: number, out: string, growing: string, source: readonly string[]) => {
    const child = start(out, source);
    const exited = once(child, 'exit');
    while (sizeOf(growing) <= bytes && child.exitCode === null) await new Promise((tick) => setTimeout(tick, 1));
    child.kill('SIGKILL');
    const [, signal] = await exited;
    return signal;
  };

  it.each([
    ['alpaca', 'bars.csv', ['--from', 'alpaca', '--symbol', 'BTC/USD']],
    ['alpaca, packed', 'bars.csv.gz', ['--from', 'alpaca', '--symbol', 'BTC/USD']],
    ['ccxt:binance', 'bars.csv', ['--from', 'ccxt:binance', '--symbol', 'BTC/USDT']],
  ])(
    'Given %s and kill -9 three times in the middle, When it is called again, Then the file is byte for byte that of one run',
    async (name, file, source) => {
      const prefix = name.replaceAll(/\W/g, '-');
      const [whole, out] = [join(folder, `${prefix}-whole-${file}`), join(folder, `${prefix}-${file}`)];
      expect(await finish(whole, source)).toBe(0);
      venue.delay = 5;
      const growing = file.endsWith('.gz') ? `${out}.part` : out;
      for (let kill = 0; kill < 3; kill += 1) {
        expect(await killBeyond(sizeOf(growing), out, growing, source)).toBe('SIGKILL');
      }
      venue.delay = 0;
      expect(sizeOf(growing)).toBeGreaterThan(0);
      expect(await finish(out, source)).toBe(0);
      expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
      expect(sizeOf(`${out}.part`)).toBe(0);
    },
  );
});
