// Everything that a contributor must pass: the static checks, then every suite. The last line counts both.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const major = process.versions.node.split('.')[0];
if (major !== '24')
  throw new Error(`Node 24 is expected, received ${process.version}; start the tests with "npm test"`);

const STATIC_CHECKS = {
  types: ['tsc', '-p', '.'],
  'format and lint': ['biome', 'ci', '--error-on-warnings', '.'],
  'type-aware lint': ['oxlint'],
};

/** Runs one command in the foreground; true if it exits with 0. */
function succeeds(command, env = process.env) {
  const [program, ...args] = command;
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  if (error) console.error(`${program}: ${error.message}`);
  return status === 0;
}

/** Counts of one vitest run, and of what its local clouds asked of AWS. A skipped test and a file that does not load are failures. */
function runSuites() {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-test-'));
  try {
    const report = join(folder, 'report.json');
    const rights = join(folder, 'rights');
    mkdirSync(rights);
    const command = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const passes = succeeds(command, { ...process.env, TIDEGATE_RIGHTS_DIR: rights });
    const isNeeded = succeeds([process.execPath, 'test/rights/run.ts', rights]);
    console.log(`${isNeeded ? 'passed' : 'FAILED'}: every granted right is used, or has a reason`);
    const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloadable = testResults.filter((file) => file.assertionResults.length === 0).length;
    const failed = numTotalTests - numPassedTests + unloadable;
    return {
      passed: numPassedTests + Number(isNeeded),
      failed: (passes ? failed : Math.max(failed, 1)) + Number(!isNeeded),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let passed = 0;
let failed = 0;
for (const [name, command] of Object.entries(STATIC_CHECKS)) {
  const passes = succeeds(command);
  console.log(`${passes ? 'passed' : 'FAILED'}: ${name}`);
  if (passes) passed += 1;
  else failed += 1;
}
const suites = runSuites();
passed += suites.passed;
failed += suites.failed;

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
