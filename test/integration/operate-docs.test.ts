import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './support/local-app.ts';

const PROGRAM = join(ROOT, 'bin/tidegate.mjs');
const folder = mkdtempSync(join(tmpdir(), 'tidegate-operate-'));
const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** One line of the page, and the exit code that it says. */
interface Shown {
  readonly command: string;
  readonly code: number;
}

/** Every command of the page's `sh` blocks. */
function shownCommands(): readonly Shown[] {
  const page = readFileSync(join(ROOT, 'docs/operate.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ command: line.replace(/\s+# .*$/, ''), code: Number(/# exit (\d)/.exec(line)?.[1] ?? 0) }));
}

const isServer = ({ command }: Shown): boolean => command.startsWith('npm start');
const [server] = shownCommands().filter(isServer);
const operated = shownCommands().filter((shown) => !isServer(shown) && (hasCurl || !shown.command.startsWith('curl')));

let cloud: ChildProcess;
let ended: Promise<number | null>;
beforeAll(async () => {
  const flags = server?.command.replace(/^npm start -- /, '').split(' ') ?? [];
  cloud = spawn(process.execPath, [PROGRAM, 'local', ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  cloud.stderr?.on('data', (chunk: Buffer) => {
    told += chunk.toString('utf8');
  });
  ended = new Promise((settle) => cloud.once('close', settle));
  while (!existsSync(join(folder, '.tidegate/local.json')) && cloud.exitCode === null) await pause(50);
  if (cloud.exitCode !== null) throw new Error(`the local cloud exited with ${cloud.exitCode}: ${told}`);
});
afterAll(async () => {
  cloud.kill('SIGINT');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** One shell runs them all, so that what one line sets the next ones have; it tells each exit code. */
function runInOneShell(commands: readonly Shown[]) {
  const npx = join(folder, 'npx');
  writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(npx, 0o755);
  const lines = commands.flatMap(({ command }) => [`echo '>' >&2`, command, 'echo "$?" >> codes']);
  const environment = { PATH: `${folder}:${join(process.execPath, '..')}:${process.env['PATH']}`, HOME: folder };
  const script = ['set -o pipefail', ...lines].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, env: environment, encoding: 'utf8' });
  const codes = readFileSync(join(folder, 'codes'), 'utf8').trim().split('\n').map(Number);
  return { stdout, told: stderr.split('>\n').slice(1), codes };
}

/** What `signals list --json` told of the webhook's signals. */
function webhookSignals(stdout: string): readonly object[] {
  const line = stdout.split('\n').find((text) => text.startsWith('{"items":[') && text.includes('"source":"webhook"'));
  const { items } = JSON.parse(line ?? '{"items":[]}') as { readonly items: readonly Record<string, unknown>[] };
  return items.map(({ strategy, status }) => ({ strategy, status }));
}

describe('docs/operate.md', () => {
  it('Given a new local cloud, When every command of the page is run in order, Then each exits as the page says', () => {
    expect(operated.length).toBeGreaterThan(35);
    const { codes, told, stdout } = runInOneShell(operated);
    const ran = operated.map(({ command }, index) => ({ command, code: codes[index], told: told[index] }));
    expect(
      ran.map(({ command, code }) => ({ command, code })),
      JSON.stringify(ran, null, 1),
    ).toEqual(operated);
    expect(readFileSync(join(folder, 'fills.csv'), 'utf8').trim().split('\n')).toHaveLength(4);
    expect(webhookSignals(stdout)).toEqual([
      { strategy: 'tradingview', status: expect.stringMatching(/^(PENDING|ACTED)$/) },
    ]);
  });
});
