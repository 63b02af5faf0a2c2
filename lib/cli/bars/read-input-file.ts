import { readFileSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'it is a directory' };

/**
 * Reads a file that the user named by `flag`.
 *
 * @throws {UsageError} when it cannot be read; `expected` says what the file should be.
 */
export function readInputFile(path: string, flag: string, expected: string): Buffer {
  return orRefuse(() => readFileSync(path), path, flag, expected);
}

/**
 * What `read` makes of the file `path`.
 *
 * @throws {UsageError} when it throws.
 */
export function orRefuse<Result>(read: () => Result, path: string, flag: string, expected: string): Result {
  try {
    return read();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    const found = REASONS[code] ?? `it cannot be read (${code})`;
    throw new UsageError(`${flag} ${path}: ${found}, expected ${expected}`, { cause });
  }
}
