import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOfReplay } from '#cli/local/config-of-replay.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '5' }, 'sim', (config) =>
    configOfReplay({ ...config, environment: 'prod' }),
  );
});
afterAll(() => app.remove());

/** A call that the template does not allow would end the run. */
it('Given the functions of production behind their aliases, When a session runs, Then schedules, queue, streams and API reach them with the rights of the template', async () => {
  const run = await app.boot();
  try {
    const { fills } = await run.replay();
    const isAliased = new Map(run.cloud.template.functions.map(({ arn, service }) => [service, arn.endsWith(':live')]));

    expect(fills.map(({ side }) => side)).toEqual(['buy']);
    expect(isAliased.get('place-order')).toBe(true);
    expect(isAliased.get('emergency-stop')).toBe(false);
  } finally {
    await run.stop();
  }
}, 120_000);
