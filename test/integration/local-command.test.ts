import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signRequest } from '#local/http/signature.ts';
import { type LocalApp, ROOT, synthesizeApp } from './support/local-app.ts';
import { statementsOf, withoutStatement } from './support/policy-statements.ts';

const PROGRAM = join(ROOT, 'bin/tidegate.ts');
const RUN_FILES = ['fills.csv', 'pnl.csv', 'report.html', 'risk.csv', 'summary.json', 'trade_log.json'];
const FLAGS = ['--policy', 'buy_hold', '--duration-minutes', '5'];

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5' });
});
afterAll(() => app.remove());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function newFolder(name: string): string {
  const folder = join(app.directory, name);
  mkdirSync(folder);
  return folder;
}

function start(
  cwd: string,
  parameters: readonly string[],
): { child: ChildProcess; output: () => string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [PROGRAM, 'local', ...parameters], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    written.stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    written.stderr += chunk.toString('utf8');
  });
  const ended = new Promise<Ended>((settle) => child.once('close', (code) => settle({ code, ...written })));
  return { child, output: () => written.stdout, ended };
}

describe('tidegate local', () => {
  it('Given nothing but flags, Then it synthesizes, trades, prints the summary and the folder, and leaves only the files', async () => {
    const cwd = newFolder('plain');
    const { code, stdout, stderr } = await start(cwd, FLAGS).ended;
    expect([code, stderr.includes('local 100 % (5 of 5 bars)')]).toEqual([0, true]);
    const folder = /^files: (results\/local\/.+)$/m.exec(stdout)?.[1] ?? '';
    expect(readdirSync(join(cwd, folder)).sort()).toEqual(RUN_FILES);
    expect(readdirSync(join(cwd, '.tidegate'))).toEqual([]);
  });

  it('Given a template that lacks a right, Then it exits 1 and names function, action and resource', async () => {
    const cwd = newFolder('denied');
    const statement = statementsOf(app.assembly).find(
      ({ policy, actions }) => policy.startsWith('PlaceOrder') && actions.includes('dynamodb:PutItem'),
    );
    if (statement === undefined) throw new Error('place-order has no statement for the table');
    const changed = withoutStatement(app.assembly, statement);
    cpSync(app.assembly.directory, join(cwd, 'out'), { recursive: true });
    const template = changed.stacks.find((stack) => stack.name === statement.stack)?.template;
    writeFileSync(join(cwd, 'out', 'app.template.json'), JSON.stringify(template));
    const { code, stderr } = await start(cwd, [...FLAGS, '--assembly', 'out']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: AccessDenied: place-order may not dynamodb:Query on arn:aws:dynamodb:us-east-1:000000000000:table\/.+$/m,
    );
    expect(existsSync(join(cwd, 'results'))).toBe(false);
  });

  it.each<[string, readonly string[], string]>([
    [
      'a broker without keys',
      ['--broker', 'alpaca'],
      'environment variable APCA_API_KEY_ID or ALPACA_API_KEY: not set',
    ],
    ['an unknown broker', ['--broker', 'foo'], '--broker: received "foo", expected sim'],
    ['a port that is none', ['--port', '70000'], '--port: received "70000", expected a port'],
    ['no assembly', ['--assembly', 'gone'], '--assembly: received "gone", expected the folder of a cloud assembly'],
    ['no call number', ['--kill-at-call', '0'], '--kill-at-call: received "0", expected a whole number ≥ 1'],
  ])('Given %s, Then it exits 2 and writes nothing', async (name, parameters, message) => {
    const cwd = newFolder(name.replaceAll(' ', '-'));
    const { code, stderr } = await start(cwd, parameters).ended;
    expect([code, stderr.includes(message), readdirSync(cwd)]).toEqual([2, true, []]);
  });

  it('Given a busy port, Then it exits 2 and writes nothing', async () => {
    const cwd = newFolder('busy');
    const busy = createServer();
    await new Promise<void>((settle) => busy.listen(0, '127.0.0.1', settle));
    const { port } = busy.address() as AddressInfo;
    const { code, stderr } = await start(cwd, ['--port', String(port)]).ended;
    busy.close();
    expect([code, readdirSync(cwd)]).toEqual([2, []]);
    expect(stderr).toContain(`--port: received "${port}", expected a port that is free`);
  });

  it('Given the data folder of another run, Then it exits 2', async () => {
    const cwd = newFolder('other');
    const common = ['--assembly', app.assembly.directory, '--data-dir', 'data'];
    expect((await start(cwd, [...FLAGS, ...common]).ended).code).toBe(0);
    const { code, stderr } = await start(cwd, [...FLAGS, ...common, '--commission-bps', '1']).ended;
    expect([code, stderr.includes('--data-dir data: it holds a run with other flags')]).toEqual([2, true]);
  });
});

describe('tidegate local --serve', () => {
  it('Given a finished run, When it serves, Then its API answers as signed as it must, until SIGINT', async () => {
    const cwd = newFolder('serve');
    const bars = join(ROOT, 'bars/synthetic-day.csv');
    const { child, output, ended } = start(cwd, [...FLAGS, '--serve', '--data', bars, '--symbol', 'SYN/USD']);
    while (!/^listening http.+$/m.test(output()) && child.exitCode === null) await pause(50);
    const file = join(cwd, '.tidegate/local.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { endpoint, region, ...credentials } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey',
      string
    >;
    expect(output()).toContain(`listening ${endpoint}`);

    expect(await (await fetch(new URL('/health', endpoint))).json()).toEqual({ status: 'healthy' });
    const get = async (path: string, secretAccessKey = credentials.secretAccessKey) => {
      const url = new URL(path, endpoint);
      const request = { method: 'GET', url, headers: {}, body: '' };
      const by = { ...credentials, secretAccessKey };
      const headers = await signRequest(request, by, { region, service: 'execute-api' }, new Date());
      const response = await fetch(url, { headers });
      return [response.status, await response.json()];
    };
    expect((await fetch(new URL('/status', endpoint))).status).toBe(403);
    const health = {
      status: 'healthy',
      brokerConnected: true,
      lastDataUpdate: expect.any(String),
      positionCount: expect.any(Number),
    };
    expect(await get('/status')).toMatchObject([200, { account: 'replay', mode: 'NORMAL', health }]);
    expect(await get('/health')).toEqual([200, health]);
    expect(await get('/health', 'guess')).toEqual([200, { status: 'healthy' }]);
    expect(await get('/status', 'guess')).toMatchObject([403, {}]);

    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });
});
