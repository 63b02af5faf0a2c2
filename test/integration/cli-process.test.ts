import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argvOf, exitReasons, FILE_NAMES, readFiles, type SessionFiles } from './support/session-files.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/tidegate.mjs');
const folder = mkdtempSync(join(tmpdir(), 'tidegate-process-'));
const [header = '', ...rows] = readFileSync(join(ROOT, 'bars/synthetic-day.csv'), 'utf8').trim().split('\n');

beforeAll(() => {
  for (const name of ['here', 'dört köşe']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'a.csv'), [header, ...rows.slice(0, 120)].join('\n'));
    writeFileSync(
      join(folder, name, 'b.csv'),
      [header, ...rows.slice(20, 140).filter((_, n) => n % 9 !== 4)].join('\n'),
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function tidegate(argv: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder) {
  return run(process.execPath, [PROGRAM, ...argv], { cwd, env: { ...process.env, ...env } });
}

/** Two symbols, one with holes, and all exit rules. */
const SESSION = argvOf({
  data: ['AAA/USD=a.csv', 'BBB/USD=b.csv'],
  param: ['fast=3', 'slow=8'],
  sizePct: '45',
  commissionBps: '10',
  slippageBps: '5',
  stopLossPct: '0.1',
  takeProfitPct: '0.25',
  trailingStopPct: '0.12',
  timeExitBars: '7',
});

/** What the first place has given. */
let elsewhere: SessionFiles | undefined;

describe('the tidegate process', () => {
  it.each([
    { TZ: 'America/New_York', LC_ALL: 'de_DE.UTF-8', where: 'here' },
    { TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8', where: 'here' },
    { TZ: 'America/New_York', LC_ALL: 'tr_TR.UTF-8', where: 'dört köşe' },
    { TZ: 'Asia/Kolkata', LC_ALL: 'de_DE.UTF-8', where: 'dört köşe' },
  ])(
    'Given time zone $TZ, locale $LC_ALL and folder $where, Then the five files have the same bytes as anywhere',
    async (place) => {
      const { where, TZ, LC_ALL } = place;
      const out = `out-${TZ.replace('/', '-')}`;
      await tidegate(['paper', ...SESSION, '--out', out], { TZ, LC_ALL, LANG: LC_ALL }, join(folder, where));
      const files = readFiles(join(folder, where, out));
      expect(Object.keys(files)).toEqual(FILE_NAMES);
      expect(exitReasons(files).length).toBeGreaterThan(3);
      elsewhere ??= files;
      expect(files).toEqual(elsewhere);
    },
  );

  it('Given no --out, Then the files are in a folder of their own under results/paper', async () => {
    const { stdout } = await tidegate(['paper', '--duration-minutes', '5']);
    const directory = /^files: (results\/paper\/.+)$/m.exec(stdout)?.[1] ?? '';
    expect(readdirSync(join(folder, directory)).sort()).toEqual(FILE_NAMES);
  });

  it('Given bad input, Then the process exits with 2, one line, and writes nothing', async () => {
    const before = readdirSync(folder);
    const fault = await tidegate(['paper', '--size-pct', '500', '--out', 'never']).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: --size-pct: received "500", expected percent above 0, at most 100\n',
    });
    expect(readdirSync(folder)).toEqual(before);
  });
});
