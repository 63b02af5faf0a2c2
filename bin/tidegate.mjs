#!/usr/bin/env node
/*
 * Plain JavaScript, which any Node reads: those that cannot run the program start it again with the Node that
 * the project installs.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const REQUIRED_MAJOR = 24;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PROGRAM = fileURLToPath(new URL('tidegate.ts', import.meta.url));
const OWN_NODE = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
/** What was compiled before; with it, the first TypeScript file needs no compiler either. */
const COMPILED = fileURLToPath(new URL('../node_modules/.cache/tidegate', import.meta.url));

if (Number.parseInt(process.versions.node, 10) === REQUIRED_MAJOR) {
  module.enableCompileCache(COMPILED);
  await import('./tidegate.ts');
} else if (existsSync(OWN_NODE)) startAgain();
else refuse('found no node_modules/node');

function startAgain() {
  // Apart from this process's group: a terminal's Ctrl-C reaches this process only, as does a signal to its id, and the child gets either once.
  const child = spawn(OWN_NODE, [PROGRAM, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'], // The child sees by the channel's end that this process was killed.
    detached: true,
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, TIDEGATE_LAUNCHED: '1' },
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of FORWARDED) process.on(signal, forward);
  child.once('error', (error) => refuse(`could not start node_modules/node (${error.code})`));
  child.once('exit', (code, signal) => {
    for (const one of FORWARDED) process.off(one, forward);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

function refuse(fault) {
  const received = `received Node ${process.versions.node} and ${fault}`;
  process.stderr.write(`error: ${received}, expected Node ${REQUIRED_MAJOR}: run \`npm ci\`, which installs it\n`);
  process.exitCode = 2;
}
