import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../support/repository-files.ts';

const ENTRY = join(ROOT, 'bin/tidegate.mjs');
const folder = mkdtempSync(join(tmpdir(), 'tidegate-entry-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Makes this Node tell another version, before the program starts. */
const AS_NODE_20 = [
  '--import',
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})",
];

describe('the output of the process', () => {
  it.each([
    ['| true', ''],
    ['2>&1 | true', ''],
    ['2>&1 | head -1', 'replay'],
  ])('Given a reader that goes (%s), Then the run ends as ever, with 0 and nothing of it on stderr', (pipe, output) => {
    const out = join(folder, `pipe-${readdirSync(folder).length}`);
    const script = `{ "$0" "$1" paper --out "$2"; echo "$?" >"$2/code"; } ${pipe}`;
    const run = spawnSync('/bin/sh', ['-c', script, process.execPath, ENTRY, out], { encoding: 'utf8' });
    expect(run.stdout).toContain(output);
    expect(run.stderr).not.toMatch(/EPIPE|\n\s+at /);
    expect(readFileSync(join(out, 'code'), 'utf8')).toBe('0\n');
    expect(readdirSync(out)).toContain('summary.json');
  });

  it('Given an output that takes nothing, Then one line says so, with 1', () => {
    const script = '"$0" "$1" strategies list >/dev/full';
    const { status, stderr } = spawnSync('/bin/sh', ['-c', script, process.execPath, ENTRY], { encoding: 'utf8' });
    expect(stderr).toBe('error: stdout: received ENOSPC on writing, expected a stdout that takes output\n');
    expect(status).toBe(1);
  });
});

describe('the entry', () => {
  const other = join(folder, 'other');
  mkdirSync(join(other, 'bin'), { recursive: true });
  copyFileSync(ENTRY, join(other, 'bin/tidegate.mjs'));

  it('Given Node 24, Then it runs the program', () => {
    expect(execFileSync(process.execPath, [ENTRY, 'strategies', 'list'], { encoding: 'utf8' })).toContain('buy_hold');
  });

  it("Given another Node, Then the project's own runs the program, with its arguments and its exit code", () => {
    const { status, stderr } = spawnSync(process.execPath, [...AS_NODE_20, ENTRY, 'paper', '--seed', 'a b'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('error: --seed: received "a b", expected a whole number ≥ 0\n');
    expect(status).toBe(2);
  });

  it('Given another Node and none in the project, Then one line says what to do, with 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [...AS_NODE_20, join(other, 'bin/tidegate.mjs')], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^error: received Node 20\.1\.0 and found no node_modules\/node, expected Node 24: .*\n$/);
    expect(status).toBe(2);
  });
});
