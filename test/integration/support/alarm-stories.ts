import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { Instant } from '#domain/shared/instant.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { type Act, ledgerOf, nowOf, type Trouble } from './alarm-desk.ts';
import { flat, minuteAt, moves, type Scenario } from './scenario.ts';

/** How the condition of one alarm comes true in a whole session. */
export interface AlarmStory {
  readonly given: string;
  /** Where bars bring it about; without, those of the repository are played. */
  readonly scenario?: Scenario;
  readonly act: Act;
  /** What else is the case in the end. */
  readonly look?: (run: LocalRun, trouble: Trouble) => Promise<void>;
  /** What the session ends by, where it does not come to its end. */
  readonly fails?: string;
}

/** Changes a row of the account behind everybody's back. */
async function update(
  { cloud }: LocalRun,
  { account }: Trouble,
  [how, sk]: readonly ['ADD' | 'DELETE', string],
  values: Record<string, AttributeValue>,
): Promise<void> {
  const [[name, value]] = Object.entries(values) as [[string, AttributeValue]];
  await cloud.dynamo.send(
    new UpdateItemCommand({
      TableName: cloud.table.name,
      Key: { pk: { S: `ACCOUNT#${account}` }, sk: { S: sk } },
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

/** From the beginning on nobody calls a function. */
function forget(service: string): Act {
  return (run, index, trouble) => {
    if (index > 0) return undefined;
    trouble.forgotten.add(service);
    trouble.since = nowOf(run);
    return undefined;
  };
}

/** The condition becomes true with the bars, at an instant. */
function at(instant: Instant): Act {
  return (_run, _index, trouble) => {
    trouble.since = instant;
    return undefined;
  };
}

const SYMBOL_ROW = 'SYMBOL#SYN/USD';
const LOCK = { SS: ['f'.repeat(32)] };
const HOLD = [{ name: 'hold', policy: 'buy_hold' }];
/** 60 % of the account in one holding: at 96.6 the day has lost 2.04 %. */
const LOSS = [flat(100), flat(100), moves(100, 97.3), moves(97.3, 96.6), flat(96.6), flat(96.6)];
/** Twice the account in holdings: at 80 the venue's 20 % of 16,000 are more than half of an equity of 6,000. */
const FALL = [flat(100), flat(100), moves(100, 90), moves(90, 80), flat(80), flat(80)];

/** Of each critical alarm, by its name. */
export const ALARM_STORIES: Readonly<Record<string, AlarmStory>> = {
  RiskLimitExceeded: {
    given: 'a day that has lost more than it may',
    scenario: {
      bars: { 'AAA/USD': LOSS },
      config: {
        brokers: { sim: { lot: 1 } },
        sizing: { position_size_pct: 0.6 },
        risk: { profile: 'none', max_daily_loss_pct: 0.02 },
        strategies: HOLD,
      },
    },
    act: at(minuteAt(4)),
  },
  MarginCallWarning: {
    given: 'holdings on credit that fall',
    scenario: {
      bars: { 'AAA/USD': FALL, 'BBB/USD': FALL },
      config: {
        brokers: { sim: { lot: 1, margin: { max_leverage: 2.5, maintenance_rate: 0.2 } } },
        sizing: { initial_capital: 10_000, position_size_pct: 1 },
        strategies: HOLD,
      },
    },
    act: at(minuteAt(4)),
  },
  UnknownOutcome: {
    given: 'a symbol locked by an order of unknown outcome, and released again',
    act: async (run, index, trouble) => {
      if (index === 4) {
        await update(run, trouble, ['ADD', SYMBOL_ROW], { locks: LOCK });
        trouble.since = nowOf(run);
      }
      if (index !== 8) return;
      await update(run, trouble, ['DELETE', SYMBOL_ROW], { locks: LOCK });
      const view = await ledgerOf(run, trouble).readAccount();
      expect(view?.account).toMatchObject({
        mode: 'REDUCE_ONLY',
        modeCause: expect.stringMatching(/^alarm .*unsafe$/),
      });
    },
    look: async (run) => expect(noticesOf(run, 'UnknownOutcome')).toEqual(['OK', 'ALARM', 'OK']),
  },
  DriftDetected: {
    given: 'cash that the broker knows nothing of, when it is looked for; set right, and looked for again',
    act: async (run, index, trouble) => {
      const api = new OperatorApi(run.cloud);
      if (index === 4) await update(run, trouble, ['ADD', 'ACCOUNT'], { cash: { N: '250' } });
      if (index === 10) await api.post('/reconciliations', { mode: 'AUTO_ADJUST' });
      if (index === 16) await api.post('/reconciliations', { mode: 'WARN_ONLY' });
      if (index !== 5) return;
      await api.post('/reconciliations', { mode: 'WARN_ONLY' });
      trouble.since = nowOf(run);
    },
    look: async (run) => expect(noticesOf(run, 'DriftDetected')).toEqual(['ALARM', 'OK']),
  },
  KillSelfTest: {
    given: 'a monitor that cannot read the kill switch for a minute',
    act: (run, index, trouble) => {
      // Every minute before it was read: the alarm is quiet because of the figures, not for want of them.
      if (index === 5) expect(noticesOf(run, 'KillSelfTest')).toEqual(['OK']);
      trouble.unanswered = index === 5 ? 'monitor-risk' : null;
      if (index === 5) trouble.since = run.phases[5]?.instant ?? null;
      return undefined;
    },
    look: async (run, trouble) => {
      expect(noticesOf(run, 'KillSelfTest')).toEqual(['OK', 'ALARM', 'OK']);
      const view = await ledgerOf(run, trouble).readAccount();
      expect(view?.account.mode).toBe('REDUCE_ONLY');
    },
  },
  HeartbeatMonitorRisk: {
    given: 'a scheduler that forgets the monitor: everything is stopped, by one emergency stop',
    act: forget('monitor-risk'),
    look: async (run, trouble) => {
      const ledger = ledgerOf(run, trouble);
      const [stop, ...others] = await ledger.listStops();
      expect(others).toEqual([]);
      expect(stop).toMatchObject({
        phase: 'done',
        flatten: false,
        requestedBy: expect.stringMatching(/^alarm .*MonitorRisk$/),
      });
      expect((await ledger.readAccount())?.account.mode).toBe('HALTED');
      expect(run.cloud.workflows.executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    },
  },
  HeartbeatTrackOrders: {
    given: 'a scheduler that forgets who asks the venue',
    act: forget('track-orders'),
  },
  HeartbeatGenerateSignals: {
    given: 'a scheduler that forgets the strategies',
    act: forget('generate-signals'),
  },
  OrderDeadLetters: {
    given: 'a message that nobody can read, and that has failed three times',
    act: async (run, index, trouble) => {
      if (index !== 2) return;
      const { sqs, template } = run.cloud;
      const [mapping] = template.mappings;
      const { url: QueueUrl = '', visibilityTimeoutMs = 0 } = mapping?.queue ?? {};
      const message = { QueueUrl, MessageBody: 'no order', MessageGroupId: 'x', MessageDeduplicationId: 'x' };
      await sqs.send(new SendMessageCommand(message));
      trouble.since = nowOf(run) + 3 * visibilityTimeoutMs;
    },
    fails: 'failed on 1 messages',
  },
};
