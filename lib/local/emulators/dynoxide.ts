import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalCloudError } from '../errors.ts';
import { findFreePort } from './free-port.ts';

/** A running DynamoDB-compatible server. */
export interface DynamoEmulator {
  readonly url: URL;
  stop(): Promise<void>;
}

const BINARY = '@dynoxide/linux-x64/dynoxide';
const ENDPOINT_VARIABLE = 'AWS_ENDPOINT_URL_DYNAMODB';
const START_TIMEOUT_MS = 10_000;

/**
 * The shell lives as long as its standard input: the kernel closes that pipe also when our process is killed
 * by SIGKILL, so the server never outlives us.
 */
const KEEPER = 'exec 3<&0; "$@" </dev/null & child=$!; cat <&3 >/dev/null; kill -9 $child; wait $child';

/**
 * Starts dynoxide, or uses the server that `AWS_ENDPOINT_URL_DYNAMODB` names where its binary is not installed.
 * @param databaseFile where the tables are kept; `null` keeps them in memory
 */
export async function startDynamo(
  databaseFile: string | null,
  environment: NodeJS.ProcessEnv,
): Promise<DynamoEmulator> {
  const binary = findBinary();
  if (binary === null) return useNamedServer(environment[ENDPOINT_VARIABLE]);
  const port = await findFreePort();
  const database = databaseFile === null ? [] : ['--db-path', databaseFile];
  const command = [binary, 'serve', '--port', String(port), ...database];
  const child = spawn('/bin/sh', ['-c', KEEPER, 'dynoxide', ...command], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Its own process group: a Ctrl-C in the terminal is for us, who still need the tables to end what runs.
    detached: true,
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  try {
    await untilListening(port, child, () => Buffer.concat(errors).toString('utf8').trim());
  } catch (error) {
    await stopChild(child);
    throw error;
  }
  child.unref();
  return { url: new URL(`http://127.0.0.1:${port}`), stop: () => stopChild(child) };
}

function findBinary(): string | null {
  try {
    return createRequire(import.meta.url).resolve(BINARY);
  } catch {
    return null;
  }
}

function useNamedServer(url: string | undefined): DynamoEmulator {
  if (url !== undefined) return { url: new URL(url), stop: async () => undefined };
  throw new LocalCloudError(
    `The package ${BINARY.replace(/\/dynoxide$/, '')} is not installed for this machine: start dynoxide or DynamoDB Local and name it in ${ENDPOINT_VARIABLE}`,
  );
}

async function untilListening(port: number, child: ChildProcess, errors: () => string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (await accepts(port)) return;
    if (child.exitCode !== null) throw new LocalCloudError(`dynoxide ended with ${child.exitCode}: ${errors()}`);
    await pause(5);
  }
  throw new LocalCloudError(
    `dynoxide did not listen on port ${port} within ${START_TIMEOUT_MS / 1_000} s: ${errors()}`,
  );
}

function accepts(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((settle) => child.once('exit', settle));
  child.ref();
  child.stdin?.end();
  await ended;
}
