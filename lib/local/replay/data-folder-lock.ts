import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export type DataFolderLock =
  | { readonly kind: 'locked'; readonly release: () => Promise<void> }
  /** `by`: process id as the holder wrote it, for people. */
  | { readonly kind: 'held'; readonly by: string };

const OWNER_FILE = 'process.pid';

/**
 * Takes a data folder for this process alone: two drivers on one ledger would trade the same bars twice. The lock is a name that the kernel
 * gives to one process and takes back when that dies, however it dies (an abstract Unix socket, Linux only like the embedded table server).
 */
export async function lockDataFolder(directory: string): Promise<DataFolderLock> {
  mkdirSync(directory, { recursive: true });
  const owner = join(directory, OWNER_FILE);
  const name = createHash('sha256').update(realpathSync(directory)).digest('hex');
  const server = createServer();
  const isFree = await new Promise<boolean>((settle, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? settle(false) : fail(error)));
    server.listen({ path: `\0tidegate-${name}` }, () => settle(true));
  });
  if (!isFree) return { kind: 'held', by: readFileSync(owner, 'utf8') };
  server.unref();
  writeFileSync(owner, String(process.pid));
  const release = async (): Promise<void> => {
    rmSync(owner, { force: true });
    await new Promise((settle) => server.close(settle));
  };
  return { kind: 'locked', release };
}
