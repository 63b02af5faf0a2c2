import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { requireWritableFolder, systemCode } from '../output-folder.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { UsageError } from '../usage-error.ts';

/** Refuses an `--out` that cannot become a new file, before anything is asked for. */
export function refuseOut(out: string): void {
  if (out === '' || existsSync(out)) throw refuseFlag('--out', out, 'a file that does not exist yet');
  requireWritableFolder('--out', dirname(out));
}

/** Writes the file of `--out`, over nothing. */
export function writeNew(out: string, text: string): void {
  try {
    writeFileSync(out, text, { flag: 'wx' });
  } catch (cause) {
    throw new UsageError(`--out ${out}: cannot be written (${systemCode(cause)}), expected a new file`, { cause });
  }
}
