import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const FILES: Readonly<Record<string, string>> = {
  'good.csv': 'timestamp,open,high,low,close,volume\n0,1,1,1,1,1\n60,1,1,1,1,1\n',
  'unknown.yaml': 'risk:\n  max_postion_pct: 0.1\n',
  'whole.yaml':
    'environment: dev\naccount: main\nsymbols: [SPY]\ntimeframe: 1m\nstrategies:\n  - name: a\n    policy: nothing\n',
};

const folder = mkdtempSync(join(tmpdir(), 'tidegate-bad-commands-'));
const home = process.cwd();

beforeAll(() => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** Every file with its content and time of change. */
function picture(): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs} ${readFileSync(join(folder, name), 'utf8')}`);
}

describe('bad input to other commands', () => {
  it.each([
    [['backtest'], "unknown command 'backtest', expected one of paper, local, strategies, config"],
    [['orders', 'init'], "unknown command 'init', expected one of list, show, debug, place, cancel, modify\n"],
    [['strategies', 'show', 'magic'], 'strategies show: received "magic", expected one of sma_fast_slow'],
    [['strategies', 'show', 'magic'], 'rebalance; `tidegate strategies new magic` writes a new one'],
    [['strategies', 'show', 'My Idea'], 'rebalance; `tidegate strategies new NAME` writes a new one'],
    [['strategies', 'new'], "missing required argument 'name'"],
    [['strategies', 'rename'], "unknown command 'rename', expected one of list, show, new"],
    [['config', 'check', 'none.yaml'], 'config check none.yaml: no such file'],
    [['config', 'check', 'unknown.yaml'], 'unknown.yaml: '],
    [['config', 'check', 'whole.yaml'], 'whole.yaml: strategies.0.policy: received nothing, expected one of'],
    [['local', '--data-dir', 'good.csv'], '--data-dir good.csv: received a file, expected a folder'],
    [['local', '--data-dir', ''], '--data-dir: received "", expected a folder to write to'],
    [['local', '--port', '1', '--port', '2'], '--port: received again with "2", expected it once'],
    [['local', '--seed', '-1', '--data-dir', 'new', '--out', 'newer'], '--seed: received "-1"'],
    [['config', 'check'], "missing required argument 'file'"],
    [
      ['orders', 'place', '--symbl', 'X', '--side', 'buy', '--qty', '1'],
      "unknown option '--symbl' (Did you mean --symbol?), expected one that `tidegate orders place --help` lists",
    ],
    [['orders', 'place', '--sde=buy', '--symbol', 'X', '--qty', '1'], "unknown option '--sde' (Did you mean --side?)"],
    [['orders', 'place', '--symbol', 'X', '--qty', '1'], "required option '--side <side>' not specified"],
  ])('Given %j, Then exit 2 with %j', async (argv, expected) => {
    const before = picture();
    const result = await runCli(argv);
    expect(result.stderr).toContain(expected);
    expect(result.code).toBe(2);
    expect(picture()).toEqual(before);
  });
});
