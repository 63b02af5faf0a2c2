import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { runInFolder } from '#local/replay/data-folder.ts';
import { countFlag, portFlag, portInUse, refuseFlag } from '../replay/flag-values.ts';
import type { ReplayFlags } from '../replay/replay-flags.ts';
import { type ReplayOptions, resolveReplayOptions } from '../replay/replay-options.ts';
import { refuseOtherRun, requireWritableOut } from '../run-files.ts';
import { UsageError } from '../usage-error.ts';
import { chooseBroker } from './broker-choice.ts';
import { checkRunFolder } from './run-folder.ts';

/** The flags of `tidegate local` as they were typed. */
export interface LocalFlags extends ReplayFlags {
  readonly broker?: string;
  readonly dataDir?: string;
  readonly serve?: boolean;
  readonly port?: string;
  readonly assembly?: string;
  readonly killAtCall?: string;
  readonly json?: boolean;
}

/** What `tidegate local` runs, checked. */
export interface LocalOptions {
  readonly replay: ReplayOptions;
  /** Keep serving after the run; `wall-clock` when there is no run at all. */
  readonly serve: 'no' | 'after-run' | 'wall-clock';
  /** Of everything that a run in a data folder must have in common with the ones before it. */
  readonly fingerprint: string;
  readonly dataDirectory: string | null;
  /** 0 chooses a free port. */
  readonly port: number;
  /** Folder of a cloud assembly to run instead of synthesizing one. */
  readonly assembly: string | null;
  /** Crash drill: the process kills itself when this call arrives at the gateway. */
  readonly killAtCall: number | null;
}

/**
 * Resolves the flags of the local cloud.
 *
 * @throws {UsageError} for the first fault found; nothing has been written by then.
 */
export async function resolveLocalOptions(flags: LocalFlags, environment: NodeJS.ProcessEnv): Promise<LocalOptions> {
  const broker = await chooseBroker(flags.broker, environment);
  const port = flags.port === undefined ? 0 : portFlag('--port', flags.port);
  const killAtCall = flags.killAtCall === undefined ? null : countFlag('--kill-at-call', flags.killAtCall, 1);
  if (flags.assembly !== undefined) checkAssembly(flags.assembly);
  checkRunFolder(flags.dataDir ?? null);
  const replay = resolveReplayOptions(flags, environment, broker);
  const serve = flags.serve === true ? (flags.data === undefined ? 'wall-clock' : 'after-run') : 'no';
  const fingerprint = serve === 'wall-clock' ? `wall-clock ${replay.fingerprint}` : replay.fingerprint;
  const held = flags.dataDir === undefined ? 'none' : runInFolder(flags.dataDir, fingerprint);
  if (held === 'other') {
    throw new UsageError(
      `--data-dir ${flags.dataDir}: it holds a run with other flags or data, expected the same ones or a new folder`,
    );
  }
  // A run that was killed may have written its files: those it finds are to be its own.
  if (held === 'this') requireWritableOut(replay.out);
  else refuseOtherRun(replay.out);
  await checkPort(port);
  return {
    replay,
    serve,
    fingerprint,
    dataDirectory: flags.dataDir ?? null,
    port,
    assembly: flags.assembly ?? null,
    killAtCall,
  };
}

function checkAssembly(directory: string): void {
  if (statSync(`${directory}/manifest.json`, { throwIfNoEntry: false })?.isFile()) return;
  throw refuseFlag('--assembly', directory, 'the folder of a cloud assembly (with manifest.json)');
}

async function checkPort(port: number): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((settle, fail) => {
    const probe = createServer();
    probe.once('error', (error) => fail(portInUse('--port', port, error)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle()));
  });
}
