import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EnvironmentConfig, timeframeMs } from '#application/contracts/environment-config.ts';
import { synthesizeRun } from '#cli/local/run-folder.ts';
import { tellNobody } from '#cli/local/tell-nobody.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';
import { AccessDeniedError } from '#local/access-denied-error.ts';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import type { PublishedMessage } from '#local/events/topics.ts';
import { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { ROOT } from './support/local-app.ts';
import { NoticeReceiver } from './support/notice-receiver.ts';
import { statementsOf, withoutStatement } from './support/policy-statements.ts';

const directory = mkdtempSync(join(tmpdir(), 'tidegate-notices-'));
const logs = join(directory, 'logs');
const replay = resolveReplayOptions({ policy: 'buy_hold', durationMinutes: '3' }, {}, 'sim');
const config: EnvironmentConfig = {
  ...replay.config,
  notifications: {
    channels: ['slack', 'telegram', 'email'],
    emails: ['desk@example.com'],
    least_severity: 'info',
    most_per_hour: 100,
  },
};

let receiver: NoticeReceiver;
let assembly: CloudAssembly;
/** What the topic of e-mails was told. */
let mails: readonly PublishedMessage[] = [];
beforeAll(async () => {
  receiver = await NoticeReceiver.open();
  assembly = await synthesizeRun({ directory, logs }, config, ROOT);
});
afterAll(async () => {
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A session that buys, is stopped by an emergency stop, and hears everything twice. */
async function runSession(given: CloudAssembly): Promise<void> {
  receiver.received = [];
  mails = [];
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
    environment: receiver.environment,
    onPhase: async (index) => {
      if (index !== 4) return;
      await new OperatorApi(run.cloud).post('/emergency-stop', { reason: 'drill' }, { 'idempotency-key': 'drill' });
    },
  });
  try {
    await run.replay();
    mails = run.cloud.topics.published;
  } finally {
    await run.stop();
  }
}

describe('Given people who want to be told of everything', () => {
  it('When a session trades and is stopped, Then each channel is told of each event once, though all come twice', async () => {
    await runSession(assembly);
    const told = [
      'CRITICAL EmergencyStopCompleted',
      'CRITICAL EmergencyStopRequested',
      'INFO OrderFilled SYN/USD',
      'INFO SessionStateChanged',
      'INFO SessionStateChanged',
      'INFO SessionStateChanged',
      'INFO SessionStateChanged',
    ];
    expect(receiver.titles('/slack')).toEqual(told);
    expect(receiver.titles('/bottoken/sendMessage')).toEqual(told);
    const subjects = mails.map(({ subject }) => subject.split(' (')[0] ?? '');
    expect(subjects.toSorted()).toEqual(told);
    expect(new Set(mails.map(({ topicArn }) => topicArn.includes('NoticeMail')))).toEqual(new Set([true]));
    const byOther = receiver.received.filter(({ path }) => path === '/slack').map(({ text }) => text);
    expect(mails.map(({ message }) => message).toSorted()).toEqual(byOther.toSorted());
    const filled = receiver.received.find(({ text }) => text.includes('OrderFilled'))?.text;
    expect(filled).toMatch(/side: buy\nquantity: [\d.]+\nfilledQuantity: /);
  });

  it('When a right of the function is taken out, Then the run ends and names it', async () => {
    const rights = statementsOf(assembly).filter(({ policy }) => policy.startsWith('NotifyRole'));
    expect(rights.length).toBe(4);
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
