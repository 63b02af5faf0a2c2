import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../../bin/tidegate.ts');
const folder = mkdtempSync(join(tmpdir(), 'tidegate-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

function tidegate(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run(process.execPath, [PROGRAM, ...argv], { cwd: folder, env: { ...process.env, ...env } });
}

describe('the tidegate process', () => {
  it('Given other time zones and languages, Then the files of a run have the same bytes', async () => {
    const places = [
      { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
      { TZ: 'Asia/Kolkata', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
      { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    ];
    const [first, ...others] = await Promise.all(
      places.map(async (place, index) => {
        const out = join(folder, `place-${index}`);
        await tidegate(['paper', '--commission-bps', '10', '--out', out], place);
        return readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]);
      }),
    );
    expect(first).toHaveLength(3);
    for (const other of others) expect(other).toEqual(first);
  });

  it('Given no --out, Then the files are in a folder of their own under results/paper', async () => {
    const { stdout } = await tidegate(['paper', '--duration-minutes', '5']);
    const directory = /^files: (results\/paper\/.+)$/m.exec(stdout)?.[1] ?? '';
    expect(readdirSync(join(folder, directory)).sort()).toEqual(['pnl.csv', 'summary.json', 'trade_log.json']);
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
