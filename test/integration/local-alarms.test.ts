import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { configOfReplay } from '#cli/local/config-of-replay.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { openLedger } from '#local/replay/session-records.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { NoticeReceiver } from './support/notice-receiver.ts';
import { rungOf } from './support/session-files.ts';

let app: LocalApp;
let receiver: NoticeReceiver;
beforeAll(async () => {
  const notifications: EnvironmentConfig['notifications'] = {
    channels: ['slack'],
    least_severity: 'critical',
    most_per_hour: 100,
  };
  receiver = await NoticeReceiver.open();
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '8' }, 'sim', (config) => ({
    ...configOfReplay(config),
    notifications,
  }));
});
afterAll(async () => {
  app.remove();
  await receiver.close();
});

const UNSAFE = 'trading-unsafe';

/** A session in which something is done to the cloud before the phases; its end may be what it makes of it. */
async function play(
  act: (run: LocalRun, index: number) => Promise<unknown> | undefined,
  look: (run: LocalRun, failure: unknown) => Promise<void>,
): Promise<void> {
  receiver.received = [];
  const run: LocalRun = await app.boot({
    alarmsAct: true,
    environment: receiver.environment,
    onPhase: async (index) => void (await act(run, index)),
  });
  try {
    const failure: unknown = await run.replay().then(
      () => null,
      (error: unknown) => error,
    );
    await look(run, failure);
  } finally {
    await run.stop();
  }
}

function ledgerOf({ cloud }: LocalRun) {
  const { account } = app.replay.config;
  return openLedger({
    client: cloud.dynamo,
    tableName: cloud.table.name,
    account,
    now: () => cloud.clock.instant ?? 0,
  });
}

/** Changes a row of the account behind everybody's back. */
async function update({ cloud }: LocalRun, sk: string, how: 'ADD' | 'DELETE', values: Record<string, AttributeValue>) {
  const [[name, value]] = Object.entries(values) as [[string, AttributeValue]];
  await cloud.dynamo.send(
    new UpdateItemCommand({
      TableName: cloud.table.name,
      Key: { pk: { S: `ACCOUNT#${app.replay.config.account}` }, sk: { S: sk } },
      UpdateExpression: `${how} #name :value`,
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

/** States that the topic has heard of one alarm. */
function noticesOf({ cloud }: LocalRun, name: string): readonly string[] {
  return cloud.alarms.notices.filter((notice) => notice.name.endsWith(name)).map(({ state }) => state);
}

/** Alarms that a person was told of, at their ring. */
function toldOf(): readonly string[] {
  return receiver.titles('/slack').flatMap((title) => /^CRITICAL alarm tidegate-\w+-(.*)$/.exec(title)?.[1] ?? []);
}

describe('alarms of a session in the local cloud', () => {
  it('Given a symbol locked by an order of unknown outcome, Then it rings at the next close, restricts the account, and is over with the lock', async () => {
    const modes: unknown[] = [];
    const lock = { SS: ['f'.repeat(32)] };
    const act = async (run: LocalRun, index: number): Promise<void> => {
      if (index === 4) await update(run, 'SYMBOL#SYN/USD', 'ADD', { locks: lock });
      if (index === 8) await update(run, 'SYMBOL#SYN/USD', 'DELETE', { locks: lock });
      if (index === 8) modes.push(await ledgerOf(run).readAccount());
    };
    await play(act, async (run, failure) => {
      expect(failure).toBeNull();
      expect(rungOf(run.cloud)).toEqual(['UnknownOutcome', UNSAFE]);
      expect(toldOf()).toEqual(['UnknownOutcome', UNSAFE]);
      expect(noticesOf(run, 'UnknownOutcome')).toEqual(['OK', 'ALARM', 'OK']);
      expect(modes).toMatchObject([
        { account: { mode: 'REDUCE_ONLY', modeCause: expect.stringMatching(/^alarm .*unsafe$/) } },
      ]);
    });
  });

  it('Given cash that the broker knows nothing of, When it is reconciled, Then the drift rings', async () => {
    const act = async (run: LocalRun, index: number): Promise<void> => {
      if (index === 4) await update(run, 'ACCOUNT', 'ADD', { cash: { N: '250' } });
      if (index === 5) await new OperatorApi(run.cloud).post('/reconciliations', { mode: 'WARN_ONLY' });
    };
    await play(act, async (run, failure) => {
      expect(failure).toBeNull();
      expect(rungOf(run.cloud)).toEqual(['DriftDetected', UNSAFE]);
      expect(toldOf()).toEqual(['DriftDetected', UNSAFE]);
    });
  });

  it('Given a message that nobody can read, When it has failed three times, Then the dead letter rings', async () => {
    const act = async ({ cloud }: LocalRun, index: number): Promise<void> => {
      const QueueUrl = cloud.template.mappings[0]?.queue.url;
      const message = { QueueUrl, MessageBody: 'no order', MessageGroupId: 'x', MessageDeduplicationId: 'x' };
      if (index === 2) await cloud.sqs.send(new SendMessageCommand(message));
    };
    await play(act, async (run, failure) => {
      expect(String(failure)).toContain('failed on 1 messages');
      expect(rungOf(run.cloud)).toEqual(['OrderDeadLetters', UNSAFE]);
      expect(toldOf()).toEqual(['OrderDeadLetters', UNSAFE]);
    });
  });

  it('Given a scheduler that forgets the monitor, When three minutes have passed, Then everything is stopped by one emergency stop', async () => {
    const act = (run: LocalRun, index: number): undefined => {
      if (index > 0) return;
      const { ticks } = run.cloud;
      const dispatch = ticks.dispatch.bind(ticks);
      ticks.dispatch = async (schedule, ...rest) => {
        if (schedule.function.service !== 'monitor-risk') await dispatch(schedule, ...rest);
      };
    };
    await play(act, async (run, failure) => {
      expect(failure).toBeNull();
      expect(rungOf(run.cloud)).toEqual(['HeartbeatMonitorRisk', UNSAFE]);
      expect(toldOf()).toEqual(['HeartbeatMonitorRisk', UNSAFE]);
      const ledger = ledgerOf(run);
      const [stop, ...others] = await ledger.listStops();
      expect(others).toEqual([]);
      expect(stop).toMatchObject({
        phase: 'done',
        flatten: false,
        requestedBy: expect.stringMatching(/^alarm .*MonitorRisk$/),
      });
      expect((await ledger.readAccount())?.account.mode).toBe('HALTED');
      expect(run.cloud.workflows.executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    });
  });
});
