import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub, problemReply } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';

const PROGRAM = join(import.meta.dirname, '../../../../bin/tidegate.ts');

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

describe('tidegate metrics --listen', () => {
  it('Given a scrape, Then the API is asked, signed; what it fails is told with 502, and Ctrl-C ends it', async () => {
    stub.answer((_, number) => (number === 1 ? { status: 200, body: 'equity 1\n' } : problemReply(403, 'Forbidden')));
    const child = spawn(process.execPath, [PROGRAM, 'metrics', '--listen', '0'], {
      env: { ...process.env, ...stub.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise((settle) => child.once('exit', (code, signal) => settle(code ?? signal)));
    let told = '';
    const url = await new Promise<string>((settle) =>
      child.stderr.on('data', (chunk: Buffer) => {
        told += chunk.toString();
        const found = /listening (\S+)/.exec(told)?.[1];
        if (found !== undefined) settle(found);
      }),
    );
    const first = await fetch(url);
    expect([first.status, first.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await first.text()).toContain('equity 1');
    const [asked] = stub.requests;
    expect([asked?.path, asked?.headers.authorization?.slice(0, 16)]).toEqual(['/metrics', 'AWS4-HMAC-SHA256']);
    const second = await fetch(url);
    expect([second.status, await second.text()]).toEqual([502, expect.stringContaining('403')]);
    expect((await fetch(new URL('/orders', url))).status).toBe(404);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(told).toContain('403');
  });

  it.each(['70000', 'x', '-1'])('Given port %s, Then it is refused', async (port) => {
    const { code, stderr } = await runCli(['metrics', '--listen', port], stub.env);
    expect([code, stderr.includes(`--listen: received "${port}"`)]).toEqual([2, true]);
  });

  it('Given a port that is taken, Then it is refused', async () => {
    const other = createServer();
    await new Promise<void>((settle) => other.listen(0, '127.0.0.1', settle));
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, stderr } = await runCli(['metrics', '--listen', port], stub.env);
    other.close();
    expect([code, stderr.includes('expected a port that is free')]).toEqual([2, true]);
  });
});
