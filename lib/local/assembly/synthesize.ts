import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalCloudError } from '../errors.ts';

export interface SynthesisOptions {
  /** Folder of the CDK app: the one with `cdk.json`. */
  readonly appDirectory: string;
  /** Where the cloud assembly is written. */
  readonly outputDirectory: string;
  /** Context values over those of `cdk.json`, as `-c name=value` gives them. */
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * Runs the CDK app of `cdk.json` as the CDK CLI does: a child process that is told the output folder and the
 * context by environment variables. The validation plugins are left out: they are CI's work.
 */
export async function synthesize(options: SynthesisOptions): Promise<void> {
  const settings = readSettings(options.appDirectory);
  const [command = '', ...parameters] = settings.app.split(' ');
  mkdirSync(options.outputDirectory, { recursive: true });
  const child = spawn(command === 'node' ? process.execPath : command, parameters, {
    cwd: options.appDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: options.outputDirectory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...settings.context, ...options.context }),
      CDK_VALIDATION: 'false',
    },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const exitCode = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail);
    child.once('close', settle);
  });
  if (exitCode === 0) return;
  throw new LocalCloudError(`The CDK app ended with ${exitCode}:\n${Buffer.concat(output).toString('utf8').trim()}`);
}

function readSettings(directory: string): { app: string; context: Readonly<Record<string, unknown>> } {
  const settings: unknown = JSON.parse(readFileSync(join(directory, 'cdk.json'), 'utf8'));
  const { app, context } = settings as { app?: unknown; context?: Record<string, unknown> };
  if (typeof app !== 'string') throw new LocalCloudError(`cdk.json names no app: ${JSON.stringify(app)}`);
  return { app, context: context ?? {} };
}
