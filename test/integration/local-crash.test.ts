import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import { createPrng } from '#domain/simulation/prng.ts';
import type { ObservedCall } from '#local/gateway/aws-call.ts';
import { enterDataFolder } from '#local/replay/data-folder.ts';
import { type LocalApp, ROOT, synthesizeApp } from './support/local-app.ts';
import {
  argvOf,
  exitReasons,
  expectSameFiles,
  filesOf,
  readFiles,
  type SessionFiles,
} from './support/session-files.ts';

const FLAGS: ReplayFlags = {
  param: ['fast=2', 'slow=4'],
  durationMinutes: '20',
  commissionBps: '10',
  stopLossPct: '0.05',
  takeProfitPct: '0.1',
  timeExitBars: '4',
};
const SEED = 20_260_105;
const WITHIN_ORDERS = 2;
const ANYWHERE = 4;

let app: LocalApp;
let calls: readonly ObservedCall[];
let undisturbed: SessionFiles;
beforeAll(async () => {
  app = await synthesizeApp(FLAGS);
  const directory = join(app.directory, 'undisturbed');
  const observed: ObservedCall[] = [];
  const { boot } = enterDataFolder(directory, app.replay.fingerprint);
  const run = await app.boot({ data: { directory, boot }, hooks: { onCall: (call) => observed.push(call) } });
  undisturbed = await filesOf(app, await run.replay());
  await run.stop();
  calls = observed;
});
afterAll(() => app.remove());

/** Runs the command as a user would, on the assembly that is there; resolves with its exit code or signal. */
function runCommand(parameters: readonly string[]): Promise<number | string> {
  const program = join(ROOT, 'bin/tidegate.ts');
  const assembly = ['--assembly', app.assembly.directory];
  const child = spawn(process.execPath, [program, 'local', ...argvOf(FLAGS), ...assembly, ...parameters], {
    cwd: app.directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => {
    messages += chunk.toString('utf8');
  });
  return new Promise((settle) =>
    child.once('close', (code, signal) => settle(code === 1 ? messages : (code ?? signal ?? 'unknown'))),
  );
}

/** Calls after `place-order` wrote an authorisation and before it wrote the acknowledgement. */
function callsWithinOrders(): readonly number[] {
  const own = calls.filter((call) => call.principal === 'place-order');
  return own.flatMap((call, index) => {
    const following = own.slice(index + 1);
    const end = following.findIndex((next) => next.operation === 'DeleteMessage');
    const isAuthorisation =
      call.operation === 'TransactWriteItems' &&
      following.slice(0, end).some((next) => next.operation === 'TransactWriteItems');
    return isAuthorisation ? following.slice(0, end).map((next) => next.number) : [];
  });
}

function seededNumbers(count: number, from: readonly number[], seed: number): readonly number[] {
  const random = createPrng(seed);
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? 0);
}

/** Two points within an order, four anywhere; `order-path-kills` has those of the order path, one by one. */
function crashPoints(): readonly number[] {
  const anywhere = calls.map((call) => call.number);
  return [...seededNumbers(WITHIN_ORDERS, callsWithinOrders(), SEED), ...seededNumbers(ANYWHERE, anywhere, SEED + 1)];
}

describe('Given a run with exit rules and --data-dir that is killed when a call arrives', () => {
  it.each(Array.from({ length: WITHIN_ORDERS + ANYWHERE }, (_, index) => index))(
    'When it is started again with the same flags, Then its files are those of the undisturbed run (point %i)',
    async (index) => {
      expect(callsWithinOrders().length).toBeGreaterThan(3);
      expect(exitReasons(undisturbed)).toEqual(['stop_loss', 'time_exit']);
      const point = crashPoints()[index] ?? 0;
      const folders = ['--data-dir', `data-${index}`, '--out', `out-${index}`];
      expect(await runCommand([...folders, '--kill-at-call', String(point)])).toBe('SIGKILL');
      expect(await runCommand(folders)).toBe(0);
      expectSameFiles(readFiles(join(app.directory, `out-${index}`)), undisturbed);
    },
  );

  it('When it was killed as it wrote its files, or has ended, Then the same flags end with the same files; another run’s are refused and kept', async () => {
    const folders = ['--data-dir', 'data-end', '--out', 'out-end'];
    const out = join(app.directory, 'out-end');
    expect(await runCommand(folders)).toBe(0);
    expect(await runCommand(folders)).toBe(0);
    for (const name of ['fills.csv', 'summary.json']) rmSync(join(out, name));
    writeFileSync(join(out, '.summary.json.tmp'), '{"half":');
    expect(await runCommand(folders)).toBe(0);
    expectSameFiles(readFiles(out), undisturbed);
    writeFileSync(join(out, 'risk.csv'), 'of another run');
    expect(await runCommand(folders)).toBe(2);
    expect(readFiles(out)).toEqual({ ...undisturbed, 'risk.csv': 'of another run' });
    expect(await runCommand(['--data-dir', 'data-new', '--out', 'out-end'])).toBe(2);
  });
});
