import { type Check, fail, ok } from '#application/doctor/check.ts';
import { checkVenue } from '#application/doctor/check-venue.ts';
import { describeError } from '../describe-error.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT } from '../usage-error.ts';
import { type DoctorFlags, resolveDoctor } from './doctor-options.ts';
import { openVenue } from './open-venue.ts';

/** What a check-up takes from outside its flags; tests have their own. */
export interface DoctorWorld {
  readonly now: () => number;
  readonly nodeVersion: string;
}

const REAL: DoctorWorld = { now: Date.now, nodeVersion: process.versions.node };
const NODE_MAJOR = 24;

/** `tidegate doctor`: a line a check, as it is done. */
export async function runDoctor(flags: DoctorFlags, terminal: Terminal, world = REAL): Promise<void> {
  const options = resolveDoctor(flags);
  const opened = await openVenue(options, terminal.env, world.now);
  const checks: Check[] = [];
  const tell = (check: Check): void => {
    checks.push(check);
    if (flags.json !== true) terminal.stdout.write(renderCheck(check));
  };
  for (const check of [checkNode(world.nodeVersion), ...opened.checks]) tell(check);
  if (opened.venue !== null)
    for await (const check of checkVenue({ ...opened.venue, symbols: options.symbols })) tell(check);
  const isOk = checks.every(({ status }) => status !== 'fail');
  if (flags.json === true) terminal.stdout.write(`${JSON.stringify({ ok: isOk, checks }, null, 2)}\n`);
  else terminal.stdout.write(`${summarise(checks)}\n`);
  if (!isOk) process.exitCode = EXIT.failed;
}

function checkNode(version: string): Check {
  const isRight = Number.parseInt(version, 10) === NODE_MAJOR;
  return isRight
    ? ok('node', version)
    : fail('node', `${version}, expected ${NODE_MAJOR}`, 'run `npm ci`, and commands by npx');
}

const NAME_WIDTH = 16;

function renderCheck({ advice, detail, name, status }: Check): string {
  const line = `${status.padEnd(4)}  ${name.padEnd(NAME_WIDTH)}  ${describeError(detail)}`;
  return `${line}${advice === null ? '' : ` -> ${advice}`}\n`;
}

function summarise(checks: readonly Check[]): string {
  const count = (status: Check['status']): number => checks.filter((check) => check.status === status).length;
  return `${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed`;
}
