import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionPlan } from '#application/session-plan.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { renderSessionFiles } from '../support/session-files.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { LocalRunOptions } from '#local/local-run.ts';
import { replayRecords } from '../support/replay-records.ts';
import { type LocalApp, ROOT, synthesizeApp } from './support/local-app.ts';

const TRADES_OFTEN = ['fast=3', 'slow=8'];

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({
    param: TRADES_OFTEN,
    durationMinutes: '90',
    commissionBps: '10',
    slippageBps: '5',
    sizePct: '100',
  });
});
afterAll(() => app.remove());

async function runLocally(
  from: LocalApp,
  changes: Partial<LocalRunOptions> = {},
): Promise<{ records: SessionRecords; dump: string; calls: number }> {
  const run = await from.boot(changes);
  try {
    return { records: await run.replay(), dump: await run.cloud.dumpTable(), calls: run.cloud.gateway.calls };
  } finally {
    await run.stop();
  }
}

function runInProcess({ replay: options }: LocalApp): SessionRecords {
  const { environment, account } = options.config;
  const setup = { plan: sessionPlan(options.config), sessionId: sessionIdOf(environment, account, options.sessionKey) };
  return replayRecords(setup, options.series);
}

describe('Given the same bars and flags', () => {
  it('When they run through the local cloud, Then the files are those of the replay in process, byte for byte', async () => {
    const { records } = await runLocally(app);
    expect(records.fills.length).toBeGreaterThan(4);
    expect(renderSessionFiles(records, app.replay.description)).toEqual(
      renderSessionFiles(runInProcess(app), app.replay.description),
    );
  });

  it('When every tick, message and event is delivered twice, Then the table holds the same bytes', async () => {
    const undisturbed = await runLocally(app);
    const doubled = await runLocally(app, { deliverTwice: true });
    expect(undisturbed.dump.length).toBeGreaterThan(10_000);
    expect(doubled.calls).toBeGreaterThan(undisturbed.calls * 1.3);
    expect(doubled.dump).toBe(undisturbed.dump);
  });
});

describe('Given two symbols of which one misses bars', () => {
  it('When they run through the local cloud, Then the files are those of the replay in process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-symbols-'));
    const [header = '', ...rows] = readFileSync(join(ROOT, 'bars/synthetic-day.csv'), 'utf8').trim().split('\n');
    writeFileSync(join(folder, 'a.csv'), [header, ...rows.slice(0, 60)].join('\n'));
    writeFileSync(
      join(folder, 'b.csv'),
      [header, ...rows.slice(5, 70).filter((_row, index) => index % 7 !== 3)].join('\n'),
    );
    const data = [`AAA/USD=${join(folder, 'a.csv')}`, `BBB/USD=${join(folder, 'b.csv')}`];
    const two = await synthesizeApp({ data, param: TRADES_OFTEN, sizePct: '40', commissionBps: '10' });
    try {
      const { records } = await runLocally(two);
      expect(new Set(records.fills.map((fill) => fill.symbol)).size).toBe(2);
      const { description } = two.replay;
      expect(renderSessionFiles(records, description)).toEqual(renderSessionFiles(runInProcess(two), description));
    } finally {
      two.remove();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('Given a session whose strategy never trades', () => {
  it('When the same SignalReceived comes three times, Then it becomes one order', async () => {
    const quiet = await synthesizeApp({ durationMinutes: '6' });
    const run = await quiet.boot({
      onPhase: (index, phase) => {
        if (index !== 5) return;
        const detail = {
          strategy: 'desk',
          symbol: 'SYN/USD',
          signal: 'BUY',
          time: toIso(phase.instant),
          id: 'signal-1',
        };
        const entry = {
          Source: 'desk',
          DetailType: 'SignalReceived',
          Detail: JSON.stringify(detail),
          EventBusName: run.cloud.template.rules[0]?.bus ?? '',
        };
        run.cloud.putEvents([entry, entry]);
        run.cloud.putEvents([entry]);
      },
    });
    try {
      const { orders, fills } = await run.replay();
      expect(orders.map((order) => [order.intent.strategy, order.state])).toEqual([['desk', 'FILLED']]);
      expect(fills).toHaveLength(1);
    } finally {
      await run.stop();
      quiet.remove();
    }
  });
});
