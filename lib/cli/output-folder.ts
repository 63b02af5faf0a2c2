import { accessSync, constants, existsSync, lstatSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { refuseFlag } from './replay/flag-values.ts';
import { UsageError } from './usage-error.ts';

/** What Linux allows, in bytes; of a path, less room for the names of the files inside. */
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4000;

/** The `code` of a failed system call, for messages; the text of Node's errors is for programmers. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/**
 * Refuses a folder that could not be written to, whether it exists or is to be created. Writes nothing.
 * `flag` named it; `isDefault`: nothing did, so that the message advises to.
 *
 * @throws {UsageError}
 */
export function requireWritableFolder(flag: string, given: string, isDefault = false): void {
  if (given === '') throw refuseFlag(flag, given, 'a folder to write to');
  const where = isDefault ? `${given}/...` : `${flag} ${given}`;
  const path = resolve(given);
  const longest = Math.max(...path.split(sep).map((name) => Buffer.byteLength(name)));
  if (longest > MAX_NAME_BYTES)
    throw new UsageError(`${where}: received a name of ${longest} bytes, expected at most ${MAX_NAME_BYTES}`);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw new UsageError(
      `${where}: received a path of ${Buffer.byteLength(path)} bytes, expected at most ${MAX_PATH_BYTES}`,
    );
  const nearest = nearestExisting(path);
  if (!isFolder(nearest))
    throw new UsageError(
      `${where}: received a ${nearest === path ? 'file' : 'path through a file'}, expected a folder`,
    );
  if (isWritable(nearest)) return;
  const received = nearest === path ? 'a folder that' : `a new folder in ${nearest}, which`;
  const advice = isDefault ? `; name another with ${flag} DIR` : '';
  throw new UsageError(`${where}: received ${received} cannot be written to, expected one that can be${advice}`);
}

/**
 * Creates a folder and those above it, or none of them. Level by level: `mkdirSync`'s own recursion does not end
 * where the system answers ENOENT inside a folder that exists (`/proc`).
 *
 * @throws {UsageError} when one cannot be made; `where` names the folder.
 */
export function createFolder(where: string, directory: string): void {
  const created: string[] = [];
  try {
    for (const folder of missingFolders(resolve(directory))) {
      mkdirSync(folder);
      created.unshift(folder);
    }
  } catch (cause) {
    for (const folder of created) rmdirSync(folder);
    throw new UsageError(
      `${where}: received a folder that cannot be created (${systemCode(cause)}), expected one to write to`,
      { cause },
    );
  }
}

/** Outermost first. */
function missingFolders(path: string): readonly string[] {
  return existsSync(path) ? [] : [...missingFolders(dirname(path)), path];
}

/** A link that leads nowhere exists; what lies behind a closed folder does not. */
function nearestExisting(path: string): string {
  const above = dirname(path);
  if (above === path) return path;
  try {
    lstatSync(path);
    return path;
  } catch {
    return nearestExisting(above);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
