import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAlarmSpec } from '#local/alarms/alarm-spec.ts';
import type { LocalRun } from '#local/local-run.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { AlarmDesk, type Trouble } from './support/alarm-desk.ts';
import { ALARM_STORIES, type AlarmStory } from './support/alarm-stories.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { withScenario } from './support/scenario.ts';
import { rungOf } from './support/session-files.ts';

let app: LocalApp;
let desk: AlarmDesk;
beforeAll(async () => {
  desk = await AlarmDesk.open();
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '12' }, 'sim', AlarmDesk.configure);
});
afterAll(async () => {
  app.remove();
  await desk.close();
});

/** Rings while any other critical alarm does. */
const UNSAFE = 'trading-unsafe';

/** The alarm and `trading-unsafe` rang, and nothing else; both were told of after the condition was true and before the alarm's periods were over. */
function expectTold(name: string, { cloud }: LocalRun, { since }: Trouble): void {
  expect(rungOf(cloud)).toEqual([name, UNSAFE]);
  const alarm = cloud.template.alarms.find((one) => one.name.endsWith(`-${name}`));
  if (alarm?.kind !== 'metric' || since === null) throw new Error(`received no condition of ${name}, expected one`);
  const rings = desk.receiver.rings('/slack');
  expect(rings.map((ring) => ring.name)).toEqual([name, UNSAFE]);
  for (const { at } of rings) {
    expect(at).toBeGreaterThanOrEqual(since);
    expect(at).toBeLessThanOrEqual(since + alarm.evaluationPeriods * alarm.periodMs);
  }
}

async function tell(name: string, { act, fails, look, scenario }: AlarmStory): Promise<void> {
  const play = (given: LocalApp): Promise<void> =>
    desk.play(given, act, async (run, failure, trouble) => {
      expect(failure === null ? null : String(failure)).toEqual(
        fails === undefined ? null : expect.stringContaining(fails),
      );
      expectTold(name, run, trouble);
      await look?.(run, trouble);
    });
  await (scenario === undefined ? play(app) : withScenario(scenario, play, AlarmDesk.configure));
}

describe('critical alarms in whole sessions of the local cloud', () => {
  it.each(Object.entries(ALARM_STORIES).map(([name, story]) => [story.given, name, story] as const))(
    'Given %s, Then %s rings, and somebody is told of it and of trading-unsafe before its periods are over',
    (_given, name, story) => tell(name, story),
  );

  it('Given what is deployed, Then every alarm that is critical is one of these', () => {
    const { alarms } = readTemplate(app.assembly, { region: 'us-east-1', gatewayUrl: 'http://127.0.0.1' });
    const shortName = (name: string): string => name.replace(/^tidegate-[a-z]+-/, '');
    const critical = alarms.filter(({ description }) => description.startsWith('Critical: '));
    const told = Object.keys(ALARM_STORIES).toSorted();
    expect(critical.map(({ name }) => shortName(name)).toSorted()).toEqual([...told, UNSAFE].toSorted());
    const unsafe = alarms.find(({ name }) => shortName(name) === UNSAFE);
    if (unsafe?.kind !== 'composite') throw new Error(`received no ${UNSAFE}, expected the composite alarm`);
    const rings = ({ arn, name }: LocalAlarmSpec) =>
      unsafe.rule((key) => (key === arn || key === name ? 'ALARM' : 'OK'));
    expect(
      alarms
        .filter(rings)
        .map(({ name }) => shortName(name))
        .toSorted(),
    ).toEqual(told);
  });
});
