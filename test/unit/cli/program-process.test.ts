import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

  describe('when it runs the program by another Node', () => {
    const stub = join(folder, 'stub');
    mkdirSync(join(stub, 'bin'), { recursive: true });
    mkdirSync(join(stub, 'node_modules/node/bin'), { recursive: true });
    copyFileSync(ENTRY, join(stub, 'bin/tidegate.mjs'));
    symlinkSync(process.execPath, join(stub, 'node_modules/node/bin/node'));
    writeFileSync(
      join(stub, 'bin/tidegate.ts'),
      `for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {
        console.log(signal);
        setTimeout(() => process.exit(7), 300);
      });
      process.once('disconnect', () => process.exit(8));
      console.log('ready', process.pid);`,
    );

    /** The launcher at work, in a group of its own as a shell gives each job; ended by `end`. */
    async function ended(end: (pid: number) => void) {
      const launcher = spawn(process.execPath, [...AS_NODE_20, join(stub, 'bin/tidegate.mjs')], {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      let told = '';
      let isReady = false;
      launcher.stdout.on('data', (chunk: Buffer) => {
        told += chunk.toString('utf8');
        if (!told.includes('\n') || isReady) return;
        isReady = true;
        end(launcher.pid ?? 0);
      });
      const [code, signal]: unknown[] = await once(launcher, 'close');
      return { code, signal, told: told.split('\n').slice(1, -1) };
    }

    it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      'Given a %s to the launcher alone, or to its group as a terminal sends it, Then the program gets it once, and its exit code is kept',
      async (signal) => {
        const once = { code: 7, signal: null, told: [signal] };
        expect(await ended((pid) => process.kill(pid, signal))).toEqual(once);
        expect(await ended((pid) => process.kill(-pid, signal))).toEqual(once);
      },
    );

    it('Given a program that is killed, Then the launcher ends by the same signal', async () => {
      const killed = await ended((pid) => {
        const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
        process.kill(Number(child), 'SIGKILL');
      });
      expect(killed).toEqual({ code: null, signal: 'SIGKILL', told: [] });
    });
  });

  it('Given another Node whose launcher is killed, Then the program ends, too', async () => {
    const env = {
      ...process.env,
      TIDEGATE_ENDPOINT: 'http://127.0.0.1:9',
      AWS_REGION: 'x',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const flags = ['metrics', '--listen', '0'];
    const launcher = spawn(process.execPath, [...AS_NODE_20, ENTRY, ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
    });
    // Its end is that of the program's, which has it, too.
    const closed = once(launcher.stderr, 'close');
    launcher.stderr.once('data', () => launcher.kill('SIGKILL'));
    await closed;
    expect(launcher.signalCode).toBe('SIGKILL');
  });

  it('Given another Node and none in the project, Then one line says what to do, with 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [...AS_NODE_20, join(other, 'bin/tidegate.mjs')], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^error: received Node 20\.1\.0 and found no node_modules\/node, expected Node 24: .*\n$/);
    expect(status).toBe(2);
  });
});
