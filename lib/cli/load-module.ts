import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project that this program is part of. */
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the program, as a strategy that was just written, that cannot be loaded. */
export class LoadError extends Error {
  readonly code = 'LOAD';
  override readonly name = 'LoadError';
}

/**
 * Loads a part of the program.
 *
 * @throws {LoadError} that names the file at fault and the cause, in one line.
 */
export async function loadModule<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new LoadError(describeLoadFault(cause), { cause });
  }
}

/** `lib/domain/strategies/mine.ts line 7: what Node says, expected a file that loads`. */
export function describeLoadFault(error: unknown): string {
  const message = error instanceof Error ? error.message.split('\n', 1).join('') : String(error);
  const text = message.replaceAll(PROJECT, '').replace(/ imported from \S+$/, '');
  const place = placeOf(error) ?? 'a file of the program';
  return `${place}: ${text}, expected a file that loads; \`npx tsc -p .\` tells more`;
}

function placeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const importer = / imported from (\S+)$/.exec(error.message)?.[1];
  if (importer !== undefined) return inProject(importer);
  const frames = (error.stack ?? '').matchAll(/(file:\/\/[^\s()]+?):(\d+)/g);
  for (const [, url = '', line] of frames) {
    const file = inProject(fileURLToPath(url));
    if (!file.startsWith('lib/cli/') && !file.startsWith('bin/')) return `${file} line ${line}`;
  }
  return null;
}

function inProject(path: string): string {
  return path.startsWith(PROJECT) ? relative(PROJECT, path) : path;
}
