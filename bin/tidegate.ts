#!/usr/bin/env node
const REQUIRED_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) === REQUIRED_MAJOR) {
  const { runProgram } = await import('#cli/program.ts');
  process.exitCode = await runProgram(process.argv.slice(2), process);
} else {
  const advice = 'run `npm ci`, then `npm start` or `npx tidegate`, which use the Node that the project installs';
  process.stderr.write(`error: received Node ${process.versions.node}, expected Node ${REQUIRED_MAJOR}: ${advice}\n`);
  process.exitCode = 2;
}
