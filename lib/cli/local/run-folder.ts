import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type EnvironmentConfig, toConfigJson } from '#application/contracts/environment-config.ts';
import { type CloudAssembly, readCloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { synthesize } from '#local/assembly/synthesize.ts';
import { createFolder, requireWritableFolder } from '../output-folder.ts';

/** Folder of one run of the local cloud: its cloud assembly and its logs. */
export interface RunFolder {
  readonly directory: string;
  readonly logs: string;
}

const STATE_FOLDER = '.tidegate';
const ASSEMBLY_PREFIX = 'cdk.out-';

/**
 * Refuses a data folder, or without one the place of run folders, that cannot be written to.
 *
 * @throws {UsageError}
 */
export function checkRunFolder(dataDirectory: string | null): void {
  requireWritableFolder('--data-dir', dataDirectory ?? STATE_FOLDER, dataDirectory === null);
}

/** A new folder, or the one inside a data folder, which a resumed run uses again. */
export function openRunFolder(dataDirectory: string | null): RunFolder {
  const parent = dataDirectory ?? STATE_FOLDER;
  createFolder(dataDirectory === null ? parent : `--data-dir ${parent}`, parent);
  const directory = resolve(dataDirectory === null ? mkdtempSync(join(parent, 'run-')) : join(parent, 'run'));
  const logs = join(directory, 'logs');
  mkdirSync(logs, { recursive: true });
  return { directory, logs };
}

/** The CDK app of a run that was killed may still be writing: its assembly stays then, and nobody reads it. */
function removeAssemblies(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(ASSEMBLY_PREFIX)) continue;
    try {
      rmSync(join(directory, name), { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

/** The CDK app synthesized for a configuration. `root` is the folder of the CDK app. */
export async function synthesizeRun(
  folder: RunFolder,
  config: EnvironmentConfig,
  root: string,
): Promise<CloudAssembly> {
  const file = join(folder.directory, 'config.json');
  removeAssemblies(folder.directory);
  const outputDirectory = mkdtempSync(join(folder.directory, ASSEMBLY_PREFIX));
  writeFileSync(file, `${JSON.stringify(toConfigJson(config), null, 2)}\n`);
  await synthesize({ appDirectory: root, outputDirectory, context: { config: file } });
  return readCloudAssembly(outputDirectory);
}

/** The assembly in `given`, or else the CDK app synthesized. */
export async function assembleRun(
  given: string | null,
  folder: RunFolder,
  config: EnvironmentConfig,
  root: string,
): Promise<CloudAssembly> {
  return given === null ? synthesizeRun(folder, config, root) : readCloudAssembly(given);
}

/** Removes what a run that went well leaves behind. A data folder keeps everything. */
export function closeRunFolder(folder: RunFolder, dataDirectory: string | null): void {
  if (dataDirectory === null) rmSync(folder.directory, { recursive: true, force: true });
}
