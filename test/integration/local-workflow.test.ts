import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import type { LocalCloud } from '#local/local-cloud.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { CloudServer } from '#local/serve/serve-cloud.ts';
import { objectAt } from '#local/template/json.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '5' });
});
afterAll(() => app.remove());

/** The real template with another bundle behind `emergency-stop`, which answers as the script says. */
function assemblyThat(name: string, script: string): CloudAssembly {
  const folder = join(app.directory, name);
  mkdirSync(folder);
  const source = `let calls = 0;
export const handler = async () => {
  calls += 1;
  ${script}
};\n`;
  writeFileSync(join(folder, 'handler.mjs'), source);
  const stacks = app.assembly.stacks.map((stack) => {
    const [, step] =
      Object.entries(objectAt(stack.template, 'Resources')).find(([id]) => id.startsWith('EmergencyStopFunction')) ??
      [];
    const { S3Key } = (step as { Properties?: { Code: { S3Key: string } } } | undefined)?.Properties?.Code ?? {};
    return S3Key === undefined ? stack : { ...stack, assets: new Map([...stack.assets, [S3Key, folder]]) };
  });
  return { ...app.assembly, stacks };
}

/** Starts a stop as the operator, through the gateway. */
async function startStop(cloud: LocalCloud, stopId: string): Promise<void> {
  const client = new SFNClient({
    endpoint: cloud.gateway.url,
    region: cloud.template.region,
    credentials: cloud.access.operator,
  });
  const stateMachineArn = cloud.template.stateMachines[0]?.arn;
  await client.send(new StartExecutionCommand({ stateMachineArn, name: stopId, input: JSON.stringify({ stopId }) }));
}

/** A session of five bars in which a stop is started at the close of the third. */
async function runSession(assembly: CloudAssembly, startedAt: number[] = []): Promise<LocalRun> {
  const run = await app.boot({
    assembly,
    onPhase: async (index) => {
      if (index !== 6) return;
      startedAt.push(run.cloud.clock.instant ?? 0);
      await startStop(run.cloud, 'stop-1');
    },
  });
  try {
    await run.replay();
  } finally {
    await run.stop();
  }
  return run;
}

describe('Given a stop that waits', () => {
  it('When it is started in a replay, Then it runs on the time of the replay, beyond its last bar if it must', async () => {
    const startedAt: number[] = [];
    const waits = assemblyThat('waits', "return calls > 3 ? { kind: 'done' } : { kind: 'wait', seconds: 100 };");
    const before = performance.now();
    const run = await runSession(waits, startedAt);
    const { executions } = run.cloud.workflows;
    expect(executions.map(({ name, status }) => [name, status])).toEqual([['stop-1', 'SUCCEEDED']]);
    const last = run.phases.at(-1)?.instant ?? 0;
    const end = (startedAt[0] ?? 0) + 300_000;
    expect(end).toBeGreaterThan(last);
    expect(run.cloud.clock.instant).toBe(end);
    expect(performance.now() - before).toBeLessThan(60_000);
  });

  it('When its function goes on failing, Then the run fails and says of what', async () => {
    const fails = assemblyThat('fails', "throw new RangeError('no venue ' + calls);");
    await expect(runSession(fails)).rejects.toThrow(/execution stop-1: FAILED, RangeError: .*no venue 9/);
  });

  it('When it is started in a served cloud, Then it waits in real time', async () => {
    const run = await app.boot({
      assembly: assemblyThat('served', "return calls > 1 ? { kind: 'done' } : { kind: 'wait', seconds: 1 };"),
    });
    run.cloud.clock.followWallClock();
    const errors: unknown[] = [];
    const server = new CloudServer({ cloud: run.cloud, rate: 1, onError: (error) => errors.push(error) });
    try {
      server.start();
      const before = performance.now();
      await startStop(run.cloud, 'stop-2');
      while (run.cloud.workflows.executions[0]?.status === 'RUNNING') await sleep(50);
      expect(performance.now() - before).toBeGreaterThan(900);
      expect(run.cloud.workflows.executions[0]?.status).toBe('SUCCEEDED');
    } finally {
      await server.stop();
      await run.stop();
    }
    expect(errors).toEqual([]);
  });
});

describe('Given a session that holds a position', () => {
  it('When its operator stops everything and leaves positions, Then the built functions do it, on the time of the replay', async () => {
    const wish = { reason: 'drill', flatten: true };
    const run: LocalRun = await app.boot({
      onPhase: async (index) => {
        if (index !== 5) return;
        const key = { 'idempotency-key': 'drill' };
        const first = await new OperatorApi(run.cloud).post('/emergency-stop', wish, key);
        expect([first.status, await new OperatorApi(run.cloud).post('/emergency-stop', wish, key)]).toEqual([
          202,
          first,
        ]);
      },
    });
    try {
      const { orders, fills } = await run.replay();
      const mine = orders.map(({ intent, state }) => `${intent.purpose} ${state}`);
      expect(mine).toContain('emergency_exit FILLED');
      expect(mine.filter((order) => !order.endsWith('FILLED'))).toEqual(['protection CANCELLED']);
      expect(fills.map(({ side }) => side)).toEqual(['buy', 'sell']);
      expect(run.cloud.workflows.executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    } finally {
      await run.stop();
    }
  });
});
