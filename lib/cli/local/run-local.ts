import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { timeframeMs } from '#application/contracts/environment-config.ts';
import { priceCharts } from '#domain/reporting/price-chart.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import { LocalRun } from '#local/local-run.ts';
import { enterDataFolder } from '#local/replay/data-folder.ts';
import { lockDataFolder } from '#local/replay/data-folder-lock.ts';
import type { ReplayOptions } from '../replay/replay-options.ts';
import { RunFiles } from '../run-files.ts';
import { renderSummaryTable, tableContext } from '../summary-table.ts';
import { tellWarnings } from '../tell-warnings.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { configOfReplay } from './config-of-replay.ts';
import { type LocalFlags, resolveLocalOptions } from './local-options.ts';
import { replayProgress } from './local-progress.ts';
import { assembleRun, closeRunFolder, openRunFolder } from './run-folder.ts';
import { type LocalRequest, serveAfterRun, serveWallClock } from './serve-local.ts';
import { listenForSignals } from './stop-request.ts';
import { tellNobody } from './tell-nobody.ts';

/** Folder of `cdk.json`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs `tidegate local` with the flags as they were typed. */
export async function runLocal(flags: LocalFlags, terminal: Terminal): Promise<void> {
  const options = await resolveLocalOptions(flags, terminal.env);
  tellWarnings(terminal, options.replay.warnings);
  const stop = listenForSignals();
  const release = await claimDataFolder(options.dataDirectory);
  const folder = openRunFolder(options.dataDirectory);
  try {
    const request: LocalRequest = { options, folder, root: ROOT, terminal, stop };
    if (options.serve === 'wall-clock') await serveWallClock(request);
    else await replayLocally(request, flags.json === true);
    closeRunFolder(folder, options.dataDirectory);
  } catch (error) {
    terminal.stderr.write(`logs: ${folder.logs}\n`);
    throw error;
  } finally {
    await release();
    stop.release();
  }
}

/** The data folder is this process's alone until the returned function is called. */
async function claimDataFolder(directory: string | null): Promise<() => Promise<void>> {
  if (directory === null) return async () => undefined;
  const lock = await lockDataFolder(directory);
  if (lock.kind === 'locked') return lock.release;
  throw new UsageError(
    `--data-dir ${directory}: in use by process ${lock.by}, expected a folder that no running process has`,
  );
}

async function replayLocally(request: LocalRequest, json: boolean): Promise<void> {
  const { options, terminal, stop } = request;
  const run = await bootReplay(request);
  try {
    const records = await run.replay();
    printFiles(records, await asTraded(options.replay, run), json, terminal);
    if (options.serve === 'after-run') await serveAfterRun(run, terminal, stop);
  } finally {
    await run.stop();
  }
}

async function bootReplay({ options, folder, root, terminal, stop }: LocalRequest): Promise<LocalRun> {
  const { replay, dataDirectory: directory } = options;
  const { broker } = replay.config;
  terminal.stderr.write('synthesizing the CDK app\n');
  const assembly = await assembleRun(options.assembly, folder, tellNobody(configOfReplay(replay.config)), root);
  terminal.stderr.write('starting the local cloud\n');
  const folderRun = directory === null ? null : enterDataFolder(directory, options.fingerprint);
  return LocalRun.boot({
    assembly,
    series: replay.series,
    timeframeMs: timeframeMs(replay.config),
    account: replay.config.account,
    broker,
    sessionKey: broker === 'sim' ? replay.sessionKey : `${replay.sessionKey}|${folderRun?.runKey ?? randomUUID()}`,
    logDirectory: folder.logs,
    data: directory === null || folderRun === null ? null : { directory, boot: folderRun.boot },
    port: options.port,
    environment: terminal.env,
    hooks: { onArrival: killAt(options.killAtCall) },
    onPhase: replayProgress(replay, terminal, stop),
    onTrouble: (text) => terminal.stderr.write(`warning: ${text}\n`),
  });
}

/** A broker outside has a balance of its own, which the account opened with. */
async function asTraded(replay: ReplayOptions, run: LocalRun): Promise<ReplayOptions> {
  if (replay.config.broker === 'sim') return replay;
  return { ...replay, description: { ...replay.description, initialBalance: await run.openingCash() } };
}

function printFiles(records: SessionRecords, replay: ReplayOptions, json: boolean, terminal: Terminal): void {
  const files = new RunFiles(replay.out, 'local', replay.description);
  for (const snapshot of records.snapshots) files.add(snapshot);
  const summary = files.finish({ ...records, prices: priceCharts(replay.series) }, replay.isSynthetic);
  terminal.stdout.write(json ? summary : renderSummaryTable(summary, tableContext(replay)));
  (json ? terminal.stderr : terminal.stdout).write(`files: ${files.directory}\n`);
}

/** SIGKILL cannot be caught, so that nothing is tidied up: what a power cut leaves. */
function killAt(call: number | null): (number: number) => void {
  return (number) => {
    if (number === call) process.kill(process.pid, 'SIGKILL');
  };
}
