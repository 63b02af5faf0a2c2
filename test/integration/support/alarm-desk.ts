import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { configOfReplay } from '#cli/local/config-of-replay.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { FunctionFailure } from '#local/events/function-failure.ts';
import type { LocalRun } from '#local/local-run.ts';
import { openLedger } from '#local/replay/session-records.ts';
import type { LocalApp } from './local-app.ts';
import { NoticeReceiver } from './notice-receiver.ts';

/** What goes wrong in a session. */
export class Trouble {
  readonly account: string;
  /** Scheduled functions that the scheduler forgets. */
  readonly forgotten = new Set<string>();
  /** A scheduled function that gets no answer from AWS; `null`: all do. */
  unanswered: string | null = null;
  /** When the alarm's condition became true. */
  since: Instant | null = null;

  constructor(account: string) {
    this.account = account;
  }
}

/** Called before each phase. */
export type Act = (run: LocalRun, index: number, trouble: Trouble) => Promise<unknown> | undefined;

/** Sees the cloud while it still runs. @param failure what the session ended by; `null`: it came to its end */
export type Look = (run: LocalRun, failure: unknown, trouble: Trouble) => Promise<void>;

/** Sessions with alarms that act, and somebody on this machine who is told of them. */
export class AlarmDesk {
  readonly receiver: NoticeReceiver;

  private constructor(receiver: NoticeReceiver) {
    this.receiver = receiver;
  }

  static async open(): Promise<AlarmDesk> {
    return new AlarmDesk(await NoticeReceiver.open());
  }

  /** What is deployed: that of a replay, and people who are told of what is critical. */
  static configure(config: EnvironmentConfig): EnvironmentConfig {
    const notifications = { channels: ['slack' as const], least_severity: 'critical' as const, most_per_hour: 100 };
    return { ...configOfReplay(config), notifications };
  }

  /** @param variables of the machine, beside those that the receiver needs */
  async play(app: LocalApp, act: Act, look: Look, variables: Readonly<Record<string, string>> = {}): Promise<void> {
    this.receiver.received = [];
    const trouble = new Trouble(app.replay.config.account);
    let running = '';
    const run: LocalRun = await app.boot({
      alarmsAct: true,
      environment: { ...this.receiver.environment, ...variables },
      hooks: {
        onArrival: () => {
          if (running !== '' && running === trouble.unanswered) throw new Error('no answer');
        },
      },
      onPhase: async (index) => void (await act(run, index, trouble)),
    });
    this.receiver.clock = () => nowOf(run);
    troubleTicks(run, trouble, (service) => (running = service));
    try {
      const failure: unknown = await run.replay().then(
        () => null,
        (error: unknown) => error,
      );
      await look(run, failure, trouble);
    } finally {
      await run.stop();
    }
  }

  close(): Promise<void> {
    return this.receiver.close();
  }
}

/** Has the scheduler forget what it should, and a tick that gets no answer dropped, as Lambda does. @param tell what runs, `''` when it has ended */
function troubleTicks({ cloud: { ticks } }: LocalRun, trouble: Trouble, tell: (service: string) => void): void {
  const dispatch = ticks.dispatch.bind(ticks);
  ticks.dispatch = async (schedule, ...rest) => {
    const { service } = schedule.function;
    if (trouble.forgotten.has(service)) return;
    tell(service);
    try {
      await dispatch(schedule, ...rest);
    } catch (error) {
      if (service !== trouble.unanswered || !(error instanceof FunctionFailure)) throw error;
    } finally {
      tell('');
    }
  };
}

/** Virtual time. */
export function nowOf({ cloud }: LocalRun): Instant {
  return cloud.clock.instant ?? 0;
}

/** The ledger as an operator reads it. */
export function ledgerOf(run: LocalRun, { account }: Trouble) {
  const { dynamo, table } = run.cloud;
  return openLedger({ client: dynamo, tableName: table.name, account, now: () => nowOf(run) });
}
