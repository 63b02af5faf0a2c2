import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EnvironmentConfig, timeframeMs } from '#application/contracts/environment-config.ts';
import { synthesizeRun } from '#cli/local/run-folder.ts';
import { tellNobody } from '#cli/local/tell-nobody.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';
import { AccessDeniedError } from '#local/access-denied-error.ts';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { ROOT } from './support/local-app.ts';
import { statementsOf, withoutStatement } from './support/policy-statements.ts';

const directory = mkdtempSync(join(tmpdir(), 'tidegate-notices-'));
const logs = join(directory, 'logs');
const replay = resolveReplayOptions({ policy: 'buy_hold', durationMinutes: '3' }, {}, 'sim');
const config: EnvironmentConfig = {
  ...replay.config,
  notifications: { channels: ['slack', 'telegram'], least_severity: 'info', most_per_hour: 100 },
};

let server: Server;
let url: string;
let received: { readonly path: string; readonly text: string }[] = [];
let assembly: CloudAssembly;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { text } = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ path: request.url ?? '', text });
      response.end('ok');
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assembly = await synthesizeRun({ directory, logs }, config, ROOT);
});
afterAll(async () => {
  await new Promise((settle) => server.close(settle));
  rmSync(directory, { recursive: true, force: true });
});

/** A session that buys, is stopped by an emergency stop, and hears everything twice. */
async function runSession(given: CloudAssembly): Promise<void> {
  received = [];
  const run = await LocalRun.boot({
    assembly: given,
    series: replay.series,
    timeframeMs: timeframeMs(replay.config),
    account: replay.config.account,
    broker: replay.config.broker,
    sessionKey: replay.sessionKey,
    logDirectory: logs,
    data: null,
    port: 0,
    deliverTwice: true,
    environment: {
      SLACK_WEBHOOK_URL: `${url}/slack`,
      TELEGRAM_API_URL: url,
      TELEGRAM_BOT_TOKEN: 'token',
      TELEGRAM_CHAT_ID: '1',
    },
    onPhase: async (index) => {
      if (index !== 4) return;
      await new OperatorApi(run.cloud).post('/emergency-stop', { reason: 'drill' }, { 'idempotency-key': 'drill' });
    },
  });
  try {
    await run.replay();
  } finally {
    await run.stop();
  }
}

describe('Given people who want to be told of everything', () => {
  it('When a session trades and is stopped, Then each channel is told of each event once, though all come twice', async () => {
    await runSession(assembly);
    const titles = (path: string) => {
      const own = received.filter((one) => one.path === path);
      return own.map(({ text }) => text.split(/ \(|\n/)[0] ?? '').toSorted();
    };
    const told = [
      'CRITICAL EmergencyStopCompleted',
      'CRITICAL EmergencyStopRequested',
      'INFO OrderFilled SYN/USD',
      'INFO SessionStateChanged',
      'INFO SessionStateChanged',
      'INFO SessionStateChanged',
      'INFO SessionStateChanged',
    ];
    expect(titles('/slack')).toEqual(told);
    expect(titles('/bottoken/sendMessage')).toEqual(told);
    const filled = received.find(({ text }) => text.includes('OrderFilled'))?.text;
    expect(filled).toMatch(/side: buy\nquantity: [\d.]+\nfilledQuantity: /);
  });

  it('When a right of the function is taken out, Then the run ends and names it', async () => {
    const rights = statementsOf(assembly).filter(({ policy }) => policy.startsWith('NotifyRole'));
    expect(rights.length).toBe(3);
    for (const right of rights) {
      const error: unknown = await runSession(withoutStatement(assembly, right)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AccessDeniedError);
      if (error instanceof AccessDeniedError) expect(right.actions).toContain(error.denial.action);
    }
  });

  it('When they replay, Then nobody is told: it is no trading', () => {
    expect(tellNobody(config)).toEqual(replay.config);
  });
});
