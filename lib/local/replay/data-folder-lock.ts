import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataFolderLock =
  | { readonly kind: 'locked'; readonly release: () => void }
  | { readonly kind: 'held'; readonly by: number };

const LOCK_FILE = 'process.lock';

/**
 * Takes a data folder for this process alone. A lock whose process is dead, as after a power cut, is taken over; one whose process lives is
 * not: two drivers on one ledger would trade the same bars twice.
 */
export function lockDataFolder(directory: string): DataFolderLock {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, LOCK_FILE);
  for (;;) {
    if (createLock(file)) return { kind: 'locked', release: () => rmSync(file, { force: true }) };
    const owner = readOwner(file);
    if (owner !== null && isAlive(owner)) return { kind: 'held', by: owner };
    rmSync(file, { force: true });
  }
}

function createLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** `null`: the lock has gone meanwhile, or was never written whole. */
function readOwner(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
