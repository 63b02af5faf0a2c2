import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTimeframe, toConfigJson } from '#application/contracts/environment-config.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';
import { type CloudAssembly, readCloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { synthesize } from '#local/assembly/synthesize.ts';
import type { ObservedCall } from '#local/gateway/aws-call.ts';
import type { GatewayHooks } from '#local/gateway/gateway.ts';
import { LocalRun } from '#local/local-run.ts';

const ROOT = join(import.meta.dirname, '..');
/** Long enough for several round trips of the bundled bars. */
const MINUTES = '720';

export interface LocalCloudMeasurement {
  readonly barsPerSecond: number;
  /** Every AWS call of the session, in the order of arrival, with its capacity units. */
  readonly calls: readonly ObservedCall[];
  readonly bars: number;
}

/** Runs the bundled session through the local cloud twice: once for the time, once with DynamoDB's capacity reports. */
export async function measureLocalCloud(): Promise<LocalCloudMeasurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'));
  try {
    const options = resolveReplayOptions({ durationMinutes: MINUTES }, {});
    const configFile = join(folder, 'config.json');
    writeFileSync(configFile, JSON.stringify(toConfigJson(options.config)));
    const outputDirectory = join(folder, 'cdk.out');
    await synthesize({ appDirectory: ROOT, outputDirectory, context: { config: configFile } });
    const assembly = readCloudAssembly(outputDirectory);
    const calls: ObservedCall[] = [];
    const seconds = await timeRun(assembly, options, folder, {});
    await timeRun(assembly, options, folder, { meterCapacity: true, onCall: (call) => calls.push(call) });
    return { barsPerSecond: options.description.bars / seconds, calls, bars: options.description.bars };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds of the replay, boot apart. */
async function timeRun(
  assembly: CloudAssembly,
  options: ReturnType<typeof resolveReplayOptions>,
  folder: string,
  hooks: GatewayHooks,
): Promise<number> {
  const { config, series, sessionKey } = options;
  const run = await LocalRun.boot({
    assembly,
    series,
    timeframeMs: parseTimeframe(config.timeframe),
    account: config.account,
    broker: config.broker,
    sessionKey,
    logDirectory: join(folder, 'logs'),
    data: null,
    port: 0,
    environment: process.env,
    hooks,
  });
  try {
    const start = performance.now();
    await run.replay();
    return (performance.now() - start) / 1000;
  } finally {
    await run.stop();
  }
}
