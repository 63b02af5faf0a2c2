import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import { toIso } from '#domain/shared/instant.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { exitReasons, expectSameFiles, type LocalOutcome, paperFiles, runLocally } from './support/session-files.ts';

const ALL_EXITS: ReplayFlags = {
  param: ['fast=3', 'slow=8'],
  durationMinutes: '90',
  commissionBps: '10',
  slippageBps: '5',
  sizePct: '100',
  stopLossPct: '0.1',
  takeProfitPct: '0.2',
  trailingStopPct: '0.12',
  timeExitBars: '5',
};

describe('Given a fast crossing with every exit rule on', () => {
  let app: LocalApp;
  let undisturbed: LocalOutcome;
  beforeAll(async () => {
    app = await synthesizeApp(ALL_EXITS);
    undisturbed = await runLocally(app);
  });
  afterAll(() => app.remove());

  it('When it runs through the local cloud, Then the files are those of the replay in process, byte for byte', async () => {
    const expected = await paperFiles(ALL_EXITS);
    const all = ['stop_loss', 'strategy_exit', 'take_profit', 'time_exit', 'trailing_stop'];
    expect(exitReasons(expected)).toEqual(all);
    expectSameFiles(undisturbed.files, expected);
  });

  it('When the alarms of the template look at it, Then none rings', () => {
    expect(undisturbed.alarms).toEqual([]);
  });

  it('When every tick, message and event is delivered twice, Then the table holds the same bytes', async () => {
    const doubled = await runLocally(app, { deliverTwice: true });
    expect(undisturbed.dump.length).toBeGreaterThan(10_000);
    expect(doubled.calls).toBeGreaterThan(undisturbed.calls * 1.3);
    expect(doubled.dump).toBe(undisturbed.dump);
    expectSameFiles(doubled.files, undisturbed.files);
  });
});

describe('Given a file that says dry_run', () => {
  it('When it runs through the local cloud, Then no order is sent, and the files are those of the replay in process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-dry-'));
    const config = join(folder, 'dry.yaml');
    writeFileSync(config, 'dry_run: true\nexits: { stop_loss_pct: 0.01 }\n');
    const flags: ReplayFlags = { config, param: ['fast=3', 'slow=8'], durationMinutes: '40' };
    const app = await synthesizeApp(flags);
    try {
      const { files } = await runLocally(app);
      expectSameFiles(files, await paperFiles(flags));
      const summary = JSON.parse(files['summary.json'] ?? '');
      const { denied_by_rule: denied, orders_rejected: refused } = summary;
      expect(summary).toMatchObject({ trades_executed: 0, orders_submitted: 0, total_pnl: '0' });
      expect(refused).toBeGreaterThan(0);
      expect(denied).toEqual({ dry_run: refused });
    } finally {
      app.remove();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('Given a file whose entries go as limits', () => {
  it('When it runs through the local cloud, Then the files are those of the replay in process, and its entries are limits', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-limits-'));
    const config = join(folder, 'limits.yaml');
    writeFileSync(
      config,
      'execution: { default_order_type: limit, slippage_tolerance: 0.0002, retry_delay_ms: 200 }\n',
    );
    const flags: ReplayFlags = { config, param: ['fast=3', 'slow=8'], durationMinutes: '40', tick: '0.01' };
    const app = await synthesizeApp(flags);
    try {
      const { files } = await runLocally(app);
      expectSameFiles(files, await paperFiles(flags));
      expect(files['fills.csv']).toMatch(/,limit,/);
      expect(JSON.parse(files['summary.json'] ?? '').trades_executed).toBeGreaterThan(0);
    } finally {
      app.remove();
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
