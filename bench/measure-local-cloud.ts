import type { LocalRunOptions } from '#local/local-run.ts';
import { type LocalApp, synthesizeApp } from '../test/integration/support/local-app.ts';
import { ALPACA_WIRE } from '../test/integration/support/outside-wires.ts';
import { CallRecorder } from '../test/integration/support/outward-calls.ts';
import { VenueCore } from '../test/support/venue/venue-core.ts';
import { startVenueServer } from '../test/support/venue/venue-server.ts';
import { type OrderCalls, splitOrderCalls } from './order-calls.ts';

/** Long enough for several round trips of the bundled bars. */
const FLAGS = { durationMinutes: '720' };
const SYMBOL = 'SYN/USD';

export interface LocalCloudMeasurement {
  readonly barsPerSecond: number;
  /** What the orders of a session have cost, with the simulated broker and with Alpaca in memory. */
  readonly simulated: readonly OrderCalls[];
  readonly alpaca: readonly OrderCalls[];
}

/**
 * Runs the bundled session through the local cloud: for the time alone, then with DynamoDB's capacity reports, then with these and Alpaca's wire in front of a
 * venue in memory.
 */
export async function measureLocalCloud(): Promise<LocalCloudMeasurement> {
  const app = await synthesizeApp(FLAGS);
  try {
    const seconds = await timeRun(app);
    const recorder = new CallRecorder();
    await timeRun(app, { hooks: { meterCapacity: true, ...recorder.hooks } });
    return {
      barsPerSecond: app.replay.description.bars / seconds,
      simulated: splitOrderCalls(recorder.calls()),
      alpaca: await weighAlpaca(),
    };
  } finally {
    app.remove();
  }
}

async function weighAlpaca(): Promise<readonly OrderCalls[]> {
  const venue = new VenueCore({ cash: { USD: '100000' } });
  venue.setPrice(SYMBOL, '100');
  const recorder = new CallRecorder();
  const server = await startVenueServer(ALPACA_WIRE.frontEnd(venue), recorder);
  const app = await synthesizeApp(FLAGS, 'alpaca');
  try {
    const environment = ALPACA_WIRE.environment(server.url);
    await timeRun(app, { environment, hooks: { meterCapacity: true, ...recorder.hooks } });
    return splitOrderCalls(recorder.calls());
  } finally {
    app.remove();
    await server.close();
  }
}

/** Seconds of the replay, boot apart. */
async function timeRun(app: LocalApp, options: Partial<LocalRunOptions> = {}): Promise<number> {
  const run = await app.boot(options);
  try {
    const start = performance.now();
    await run.replay();
    return (performance.now() - start) / 1000;
  } finally {
    await run.stop();
  }
}
