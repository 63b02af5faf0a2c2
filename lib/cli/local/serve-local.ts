import { formatTimeframe } from '#application/contracts/environment-config.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { LocalCloud } from '#local/local-cloud.ts';
import type { LocalRun } from '#local/local-run.ts';
import { enterDataFolder } from '#local/replay/data-folder.ts';
import { removeEndpointFile, writeEndpointFile } from '#local/serve/endpoint-file.ts';
import { restampBars } from '#local/serve/restamp-bars.ts';
import { CloudServer } from '#local/serve/serve-cloud.ts';
import { SharedClock } from '#local/time/shared-clock.ts';
import { describeFailure } from '../describe-error.ts';
import type { Terminal } from '../terminal.ts';
import type { LocalOptions } from './local-options.ts';
import { assembleRun, type RunFolder } from './run-folder.ts';
import type { StopRequest } from './stop-request.ts';
import { tellNobody } from './tell-nobody.ts';

/** A run of `tidegate local`. */
export interface LocalRequest {
  readonly options: LocalOptions;
  readonly folder: RunFolder;
  readonly root: string;
  readonly terminal: Terminal;
  readonly stop: StopRequest;
}

/** Serves on the machine's clock: the bars are moved to now, one per minute of `--speed`; no session is started. */
export async function serveWallClock({ options, folder, root, terminal, stop }: LocalRequest): Promise<void> {
  const rate = options.replay.speed === '60x' ? 60 : 1;
  const spacing = MINUTE / rate;
  const config = { ...options.replay.config, timeframe: formatTimeframe(spacing) };
  terminal.stderr.write('synthesizing the CDK app\n');
  const assembly = await assembleRun(options.assembly, folder, tellNobody(config), root);
  const directory = options.dataDirectory;
  const cloud = await LocalCloud.boot({
    assembly,
    clock: new SharedClock(),
    marketData: {
      bars: restampBars(
        options.replay.series.flatMap((one) => [...one]),
        spacing,
        Date.now(),
      ),
      timeframeMs: spacing,
      position: () => ({ instant: Date.now(), phase: 'open' }),
    },
    logDirectory: folder.logs,
    dataDirectory: directory,
    boot: directory === null ? 0 : enterDataFolder(directory, options.fingerprint).boot,
    port: options.port,
    broker: config.broker,
    environment: terminal.env,
  });
  try {
    await serveUntilAsked(cloud, rate, terminal, stop);
  } finally {
    await cloud.stop();
  }
}

/** Goes on serving what a replay has left, on the machine's clock. */
export async function serveAfterRun(run: LocalRun, terminal: Terminal, stop: StopRequest): Promise<void> {
  run.cloud.clock.followWallClock();
  await serveUntilAsked(run.cloud, 1, terminal, stop);
}

async function serveUntilAsked(cloud: LocalCloud, rate: number, terminal: Terminal, stop: StopRequest): Promise<void> {
  const onError = (error: unknown): void => {
    terminal.stderr.write(`error: ${describeFailure(error)}\n`);
  };
  const server = new CloudServer({ cloud, rate, onError });
  server.start();
  writeEndpointFile(cloud);
  terminal.stdout.write(`listening ${cloud.api.url}\n`);
  terminal.stderr.write('credentials for signed requests: .tidegate/local.json\n');
  try {
    await stop.asked;
    terminal.stderr.write('stopping: waiting for what runs\n');
    await server.stop();
  } finally {
    removeEndpointFile();
  }
}
