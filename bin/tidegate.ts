#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { EXIT } from '#cli/usage-error.ts';

/* From the second start on, nothing is parsed and compiled anew; where the folder cannot be written to, everything is. */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tidegate', import.meta.url)));

/*
 * A reader that has gone (`| head -1`) ends nothing: the work goes on to its end, and the exit code tells of it.
 * Set up before the program is loaded.
 */
for (const [name, stream] of [
  ['stdout', process.stdout],
  ['stderr', process.stderr],
] as const) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || process.exitCode === EXIT.failed) return;
    process.exitCode = EXIT.failed;
    const fault = `received ${error.code ?? error.name} on writing, expected a ${name} that takes output`;
    if (name === 'stdout') process.stderr.write(`error: ${name}: ${fault}\n`);
  });
}

/* Whoever started this process to run in its place has been killed: as if this one were asked to end. */
if (process.env['TIDEGATE_LAUNCHED'] === '1') {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

const { runProgram } = await import('#cli/program.ts');
process.exitCode = await runProgram(process.argv.slice(2), process);
