import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/repository-files.ts';

const PARTS = ['bin', 'lib', 'bars', 'test/support', 'test/unit/strategies', 'package.json', 'biome.json'];
const FILES = ['lib/domain/strategies/four-down.ts', 'test/unit/strategies/four-down.test.ts'];
const REGISTRY = 'lib/domain/strategies/registry.ts';
const project = mkdtempSync(join(tmpdir(), 'tidegate-project-'));

/** Runs a program of this copy of the project. */
function run(program: string, ...argv: readonly string[]) {
  const env = { ...process.env, NODE_ENV: 'development' };
  return spawnSync(process.execPath, [join(project, program), ...argv], { cwd: project, encoding: 'utf8', env });
}

beforeAll(() => {
  for (const part of PARTS) cpSync(join(ROOT, part), join(project, part), { recursive: true });
  cpSync(join(ROOT, 'vitest.config.ts'), join(project, 'vitest.config.ts'));
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
});
afterAll(() => rmSync(project, { recursive: true }));

describe('a new strategy in a copy of the project', () => {
  it('Given its name, Then it trades at once, its test passes, and its files keep the format', () => {
    const written = run('bin/tidegate.ts', 'strategies', 'new', 'four_down');
    expect(written.stderr).toBe('');
    expect(written.status).toBe(0);

    const traded = run('bin/tidegate.ts', 'paper', '--policy', 'four_down', '--param', 'length=2', '--out', 'out');
    expect(traded.stdout).toContain('four_down {"length":2}');
    expect(JSON.parse(readFileSync(join(project, 'out/summary.json'), 'utf8'))).toMatchObject({
      strategy: 'four_down',
    });

    const tested = run('node_modules/vitest/vitest.mjs', 'run', '--project', 'fast', FILES[1] ?? '');
    expect(tested.stdout).toMatch(/7 passed/);
    expect(tested.status).toBe(0);

    const formatted = run('node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', ...FILES, REGISTRY);
    expect(`${formatted.stdout}${formatted.stderr}`).toMatch(/Checked 3 files/);
    expect(formatted.status).toBe(0);
  });
});
