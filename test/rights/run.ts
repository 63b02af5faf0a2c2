import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constructIdOf, FUNCTION_NAMES } from '#infra/function-names.ts';
import { IDLE_RIGHTS } from './idle-rights.ts';
import { judgeRights } from './judge-rights.ts';

/*
 * `npm run test:rights`: every suite of processes, then the list of what each function asked of AWS in all of their runs, against what it was granted.
 * With a folder that runs have written to already, as `npm test` calls it, the list alone.
 */

const LIST = 'coverage/aws-calls.txt';
/** See `lib/local/gateway/record-rights.ts`. */
const FOLDER = 'TIDEGATE_RIGHTS_DIR';

const [given] = process.argv.slice(2);
const folder = given ?? mkdtempSync(join(tmpdir(), 'tidegate-rights-'));
try {
  const ran = given !== undefined || runSuites();
  const records = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const { faults, list } = judgeRights(records, IDLE_RIGHTS, FUNCTION_NAMES.map(constructIdOf));
  mkdirSync('coverage', { recursive: true });
  writeFileSync(LIST, list);
  for (const fault of faults) console.error(fault);
  console.log(`AWS calls of each function, in ${LIST}: ${faults.length} without a reason`);
  process.exitCode = ran && faults.length === 0 ? 0 : 1;
} finally {
  if (given === undefined) rmSync(folder, { recursive: true });
}

function runSuites(): boolean {
  const env = { ...process.env, [FOLDER]: folder };
  return spawnSync('vitest', ['run', '--project', 'processes'], { stdio: 'inherit', env }).status === 0;
}
