import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute path of the repository. */
export const ROOT: string = join(import.meta.dirname, '..', '..');

const GENERATED = new Set([
  '.git',
  ...readRepositoryFile('.gitignore')
    .split('\n')
    .map((line) => line.replace(/\/$/, '')),
]);

/** Every file of the repository below `folder` that a person wrote, relative to the root, sorted. */
export function listRepositoryFiles(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !GENERATED.has(entry.name) && !entry.name.endsWith('.log'))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? listRepositoryFiles(path) : [path];
    })
    .sort();
}

/** Every TypeScript file below the given folders; a folder that does not exist has none. */
export function listTypeScriptFiles(...folders: readonly string[]): string[] {
  return listRepositoryFiles().filter(
    (path) => path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`)),
  );
}

/** Text of one file, `path` relative to the root. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
