import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SessionFiles } from '#domain/reporting/session-files.ts';
import { UsageError } from './usage-error.ts';

/** Any of these means that a folder holds a run. */
const RUN_FILES = ['pnl.csv', 'trade_log.json', 'summary.json', 'report.html'] as const;

/**
 * Refuses a folder that holds the files of another run, or that is none.
 *
 * @throws {UsageError}
 */
export function refuseOtherRun(directory: string): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory())
    throw new UsageError(`--out ${directory}: received a file, expected a folder`);
  const found = RUN_FILES.find((name) => existsSync(join(directory, name)));
  if (found === undefined) return;
  throw new UsageError(`--out ${directory}: it holds another run (${found}), expected a new or empty folder`);
}

/** Writes the files of a session; each appears whole or not at all, `summary.json` last. */
export function writeSessionFiles(directory: string, files: SessionFiles): void {
  refuseOtherRun(directory);
  createFolder(directory);
  for (const [name, content] of Object.entries<string>({ ...files })) {
    const temporary = join(directory, `.${name}.tmp`);
    writeFileSync(temporary, content);
    renameSync(temporary, join(directory, name));
  }
}

/**
 * Level by level: `mkdirSync`'s own recursion does not end where the system answers ENOENT inside a folder that exists (`/proc`).
 *
 * @throws {UsageError} when the folder cannot be made.
 */
function createFolder(directory: string): void {
  if (existsSync(directory)) return;
  createFolder(dirname(resolve(directory)));
  try {
    mkdirSync(directory);
  } catch (cause) {
    throw new UsageError(`--out ${directory}: cannot be created (${String(cause)}), expected a folder to write to`, {
      cause,
    });
  }
}

/** A folder of its own for a run that was given none: `results/<kind>/<timestamp>`. */
export function newRunDirectory(kind: string, startedAt: Date): string {
  const base = join('results', kind, startedAt.toISOString().replaceAll(/[:.]/g, '-'));
  let directory = base;
  for (let number = 2; existsSync(directory); number += 1) directory = `${base}-${number}`;
  return directory;
}
