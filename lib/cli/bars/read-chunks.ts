import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { orRefuse } from './read-input-file.ts';

const CHUNK_BYTES = 2 ** 20;

/** A gzip file that grows beyond this is refused. */
const MAX_UNPACKED_BYTES = 2 ** 29;

/** The bytes of a file, unpacked, and the hash of those on disk once they have been read. */
export interface FileChunks {
  /** To be read once. A chunk is valid until the next one is asked for. */
  readonly chunks: Iterable<Buffer>;
  /** Lower-case hex. */
  readonly sha256: () => string;
}

/**
 * Opens a CSV file, gzipped or not, to be read chunk by chunk; a gzip file is unpacked at once. `flag` and `path` name it in errors.
 *
 * @throws {UsageError} when it cannot be read, also while it is read.
 * @throws {Error} with a code of zlib while it is read, when it is no sound gzip file.
 */
export function openChunks(path: string, flag: string): FileChunks {
  const hash = createHash('sha256');
  const onDisk = readDisk(path, flag, hash);
  const first = onDisk.next();
  return { chunks: unpack(first, onDisk), sha256: () => hash.digest('hex') };
}

function* unpack(first: IteratorResult<Buffer>, rest: Generator<Buffer>): Generator<Buffer> {
  if (first.done === true) return;
  if (first.value[0] === 0x1f && first.value[1] === 0x8b) {
    const packed = [Buffer.from(first.value)];
    for (const chunk of rest) packed.push(Buffer.from(chunk));
    yield* slices(gunzip(Buffer.concat(packed.splice(0))));
  } else {
    yield first.value;
    yield* rest;
  }
}

/** Unpacks into one buffer of the size that the last four bytes tell, so that it need not be put together from many. */
function gunzip(packed: Buffer): Buffer {
  const told = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  const chunkSize = Math.min(Math.max(told + 1, CHUNK_BYTES), MAX_UNPACKED_BYTES);
  return gunzipSync(packed, { chunkSize, maxOutputLength: MAX_UNPACKED_BYTES });
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

function* readDisk(path: string, flag: string, hash: Hash): Generator<Buffer> {
  const attempt = <Result>(read: () => Result): Result => orRefuse(read, path, flag, 'a CSV file of bars');
  const file = attempt(() => openSync(path, 'r'));
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const length = attempt(() => readSync(file, buffer, 0, CHUNK_BYTES, null));
      if (length === 0) return;
      const chunk = buffer.subarray(0, length);
      hash.update(chunk);
      yield chunk;
    }
  } finally {
    closeSync(file);
  }
}
