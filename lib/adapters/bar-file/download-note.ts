import { readFileSync } from 'node:fs';
import { BarFileError } from './bar-file-error.ts';
import { writeWhole } from './write-whole.ts';

/** What the bars of a file are: set by its first download. */
export type DownloadNote = Readonly<Record<string, string>>;

const nameOf = (path: string): string => `${path}.download.json`;

/**
 * Refuses to add other bars to a file than those that it was begun with. A file without a note is taken at its word.
 *
 * @throws {BarFileError} `foreign`, which names what differs.
 */
export function requireSameDownload(path: string, note: DownloadNote): void {
  const known = readNote(nameOf(path));
  if (known === null) return;
  const key = [...new Set([...Object.keys(note), ...Object.keys(known)])].find((name) => note[name] !== known[name]);
  if (key === undefined) return;
  const [received, expected] = [note[key] ?? 'none', known[key] ?? 'none'];
  throw new BarFileError(
    'foreign',
    `${path}: it was begun with ${key} ${expected}, received ${received}, expected the same or another file`,
  );
}

export function writeNote(path: string, note: DownloadNote): void {
  writeWhole(nameOf(path), `${JSON.stringify(note, null, 2)}\n`);
}

function readNote(path: string): DownloadNote | null {
  try {
    const note: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof note === 'object' && note !== null
      ? Object.fromEntries(Object.entries(note).map(([key, value]) => [key, String(value)]))
      : null;
  } catch {
    return null;
  }
}
