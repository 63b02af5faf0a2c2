import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvironmentConfig, timeframeMs } from '#application/contracts/environment-config.ts';
import { configOfReplay } from '#cli/local/config-of-replay.ts';
import { synthesizeRun } from '#cli/local/run-folder.ts';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import { type ReplayOptions, resolveReplayOptions } from '#cli/replay/replay-options.ts';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { LocalRun, type LocalRunOptions } from '#local/local-run.ts';

export const ROOT = join(import.meta.dirname, '../../..');

/** The real CDK app, synthesized for one set of replay flags. */
export interface LocalApp {
  readonly directory: string;
  readonly assembly: CloudAssembly;
  readonly replay: ReplayOptions;
  boot(changes?: Partial<LocalRunOptions>): Promise<LocalRun>;
  remove(): void;
}

/** Synthesizes once: call it in `beforeAll`, share the result. */
export async function synthesizeApp(
  flags: ReplayFlags,
  broker = 'sim',
  configure: (config: EnvironmentConfig) => EnvironmentConfig = configOfReplay,
): Promise<LocalApp> {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-local-'));
  const replay = resolveReplayOptions(flags, {}, broker);
  const assembly = await synthesizeRun({ directory, logs: join(directory, 'logs') }, configure(replay.config), ROOT);
  const boot = (changes: Partial<LocalRunOptions> = {}): Promise<LocalRun> =>
    LocalRun.boot({
      assembly,
      series: replay.series,
      timeframeMs: timeframeMs(replay.config),
      account: replay.config.account,
      broker: replay.config.broker,
      sessionKey: replay.sessionKey,
      logDirectory: join(directory, 'logs'),
      data: null,
      port: 0,
      environment: {},
      ...changes,
    });
  return { directory, assembly, replay, boot, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
