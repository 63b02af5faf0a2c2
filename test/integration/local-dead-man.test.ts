import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { MINUTE, toIso } from '#domain/shared/instant.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { type Act, AlarmDesk, ledgerOf, nowOf, type Trouble } from './support/alarm-desk.ts';
import { DeadManService } from './support/dead-man-service.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';

let app: LocalApp;
let desk: AlarmDesk;
let service: DeadManService;
beforeAll(async () => {
  [desk, service] = [await AlarmDesk.open(), await DeadManService.open()];
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '25' }, 'sim', watched);
});
afterAll(async () => {
  app.remove();
  await Promise.all([desk.close(), service.close()]);
});

function watched(config: EnvironmentConfig): EnvironmentConfig {
  const { notifications, ...others } = AlarmDesk.configure(config);
  return notifications === undefined ? others : { ...others, notifications: { ...notifications, dead_man: true } };
}

/** Of the bars that are played, the minutes at which the schedule calls. */
const CALLS = ['14:35', '14:40', '14:45', '14:50', '14:55'];

/** Plays the session, and returns at what times the service has heard of it. */
async function heardOf(act: Act, look: (run: LocalRun, trouble: Trouble) => Promise<void>): Promise<readonly string[]> {
  service.heard = [];
  await desk.play(
    app,
    (run, index, trouble) => {
      service.clock = () => nowOf(run);
      return act(run, index, trouble);
    },
    async (run, failure, trouble) => {
      expect(failure).toBeNull();
      await look(run, trouble);
    },
    service.environment,
  );
  return service.heard.map((at) => toIso(at).slice(11, 16));
}

/** From 14:41 on. */
function forget(...services: readonly string[]): Act {
  return (run, index, trouble) => {
    const [first] = run.phases;
    if ((run.phases[index]?.instant ?? 0) > (first?.instant ?? 0) + 10 * MINUTE)
      for (const one of services) trouble.forgotten.add(one);
    return undefined;
  };
}

async function modeOf(run: LocalRun, trouble: Trouble): Promise<string | undefined> {
  return (await ledgerOf(run, trouble).readAccount())?.account.mode;
}

describe('Given a service outside that waits to hear from us', () => {
  it('When a session runs, and is stopped by an emergency stop, Then it hears every five minutes that all is well', async () => {
    const stop: Act = async (run, index) => {
      if (index !== 24) return;
      await new OperatorApi(run.cloud).post('/emergency-stop', { reason: 'drill' }, { 'idempotency-key': 'drill' });
    };
    const heard = await heardOf(stop, async (run, trouble) => expect(await modeOf(run, trouble)).toBe('HALTED'));
    expect(heard).toEqual(CALLS);
  });

  it('When nobody watches the account any more, Then within ten minutes it hears nothing more', async () => {
    const heard = await heardOf(forget('monitor-risk'), async () => {});
    expect(heard).toEqual(CALLS.slice(0, 3));
  });

  it('When everything is silent, Then so are we', async () => {
    const everything = ['track-orders', 'monitor-risk', 'generate-signals', 'seal-audit', 'notify'];
    expect(await heardOf(forget(...everything), async () => {})).toEqual(CALLS.slice(0, 2));
  });
});
