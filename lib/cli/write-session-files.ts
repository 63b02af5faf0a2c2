import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionFiles } from '#domain/reporting/session-files.ts';
import { createFolder, requireWritableFolder, systemCode } from './output-folder.ts';
import { UsageError } from './usage-error.ts';

/** Any of these means that a folder holds a run. */
const RUN_FILES = ['pnl.csv', 'trade_log.json', 'summary.json', 'report.html'] as const;

/** Where runs go that were given no folder. */
const RESULTS = 'results';

/**
 * Refuses a folder that holds the files of another run, or that cannot be written to. `null`: the folder of runs that
 * were given none.
 *
 * @throws {UsageError}
 */
export function refuseOtherRun(out: string | null): void {
  requireWritableFolder('--out', out ?? RESULTS, out === null);
  if (out === null) return;
  const found = RUN_FILES.find((name) => existsSync(join(out, name)));
  if (found === undefined) return;
  throw new UsageError(`--out ${out}: it holds another run (${found}), expected a new or empty folder`);
}

/**
 * Writes the files of a session to `out`, or without one to `results/<kind>/<timestamp>`. Each file appears whole or
 * not at all, `summary.json` last.
 *
 * @returns the folder
 * @throws {UsageError} for a folder that cannot be used, and an error of one line when writing fails.
 */
export function writeSessionFiles(out: string | null, kind: string, files: SessionFiles): string {
  if (out !== null) refuseOtherRun(out);
  const directory = out ?? newRunDirectory(kind, new Date());
  const where = out === null ? directory : `--out ${out}`;
  createFolder(where, directory);
  for (const [name, content] of Object.entries<string>({ ...files })) {
    const temporary = join(directory, `.${name}.tmp`);
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, join(directory, name));
    } catch (cause) {
      if (statSync(temporary, { throwIfNoEntry: false })?.isFile()) rmSync(temporary);
      const fault = `received ${systemCode(cause)} on writing ${name}, expected a folder with room for it`;
      throw new Error(`${where}: ${fault}`, { cause });
    }
  }
  return directory;
}

/** A folder that does not exist yet: `results/<kind>/<timestamp>`. */
function newRunDirectory(kind: string, startedAt: Date): string {
  const base = join(RESULTS, kind, startedAt.toISOString().replaceAll(/[:.]/g, '-'));
  let directory = base;
  for (let number = 2; existsSync(directory); number += 1) directory = `${base}-${number}`;
  return directory;
}
