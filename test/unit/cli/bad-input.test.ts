import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const FILES: Readonly<Record<string, string>> = {
  'good.csv': `${HEADER}\n0,1,1,1,1,1\n60,1,1,1,1,1\n`,
  'empty.csv': '',
  'no-close.csv': 'timestamp,open,high,low,volume\n0,1,1,1,1\n',
  'text.csv': `${HEADER}\n0,1,1,1,1,1\n60,1,1,1,one,1\n`,
  'zero.csv': `${HEADER}\n0,1,1,0,1,1\n`,
  'inverted.csv': `${HEADER}\n0,2,1,2,2,1\n`,
  'outside.csv': `${HEADER}\n0,1,2,1,3,1\n`,
  'volume.csv': `${HEADER}\n0,1,1,1,1,-1\n`,
  'back.csv': `${HEADER}\n60,1,1,1,1,1\n0,1,1,1,1,1\n`,
  'twice.csv': `${HEADER}\n60,1,1,1,1,1\n60,1,1,1,1,1\n`,
  'unknown.yaml': 'risk:\n  max_postion_pct: 0.1\n',
  'later.yaml': 'exits:\n  stop_loss_pct: 0.02\n',
  'percent.yaml': 'sizing:\n  position_size_pct: 95\n',
  'broken.yaml': 'risk: [\n',
  'scalar.yaml': 'balanced\n',
  'date.csv': `${HEADER}\n20240101,1,1,1,1,1\n`,
  'tiny.csv': `${HEADER}\n0,1,1,1e-19,1,1\n`,
  'huge.csv': `${HEADER}\n0,1,1e16,1,1,1\n`,
  'long.csv': `${HEADER}\n0,1,${'9'.repeat(5000)},1,1,1\n`,
  'endless.csv': `${HEADER}\n0,1,1${'0'.repeat(70)},1,1,1\n`,
  'large.yaml': `# ${'x'.repeat(128 * 1024)}\n`,
  'tag.yaml': 'region: eu-central-1\nrisk: !foo { profile: none }\n',
  'function.yaml': "risk:\n  profile: !!js/function 'x'\n",
  'version.yaml': '%YAML 9.9\n---\nrisk: {}\n',
  'directive.yaml': '%FOO\n---\nrisk: {}\n',
  'documents.yaml': 'risk: {}\n---\nrisk: {}\n',
  'alias.yaml': 'risk:\n  profile: *any\n',
  'circle.yaml': 'strategies: &all\n  - *all\n',
  'digits.yaml': 'sizing:\n  initial_capital: 1234567890.1234567\n',
  'hexadecimal.yaml': 'brokers: { sim: { seed: 0x1fffffffffffffff } }\n',
  'nan.yaml': 'sizing:\n  initial_capital: .nan\n',
  'infinite.yaml': 'sizing: { initial_capital: 1e400 }\n',
  'own-prototype.yaml': 'strategies:\n  - name: a\n    policy: sma_fast_slow\n    params: { __proto__: 5 }\n',
  'whole.yaml':
    'environment: dev\naccount: main\nsymbols: [SPY]\ntimeframe: 1m\nstrategies:\n  - name: a\n    policy: nothing\n',
  'policy.yaml': 'strategies:\n  - name: a\n    policy: nothing\n',
  'params.yaml': 'strategies:\n  - name: a\n    policy: sma_fast_slow\n    params: { fast: 50, slow: 10 }\n',
};
const folder = mkdtempSync(join(tmpdir(), 'tidegate-bad-'));
const home = process.cwd();

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'earlier'));
  writeFileSync(join(folder, 'earlier/summary.json'), '{}');
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** Every file with its content and time of change. */
function picture(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const status = statSync(join(folder, name));
      return `${name} ${status.mtimeMs} ${status.isFile() ? readFileSync(join(folder, name), 'utf8') : ''}`;
    });
}

const data = (name: string) => ['--data', name, '--symbol', 'BTC/USD'];

const CASES: readonly (readonly [argv: readonly string[], expected: string, env?: NodeJS.ProcessEnv])[] = [
  [data('none.csv'), '--data none.csv: no such file, expected a CSV file of bars'],
  [data('earlier'), '--data earlier: it is a directory'],
  [data('empty.csv'), 'empty.csv: the file is empty'],
  [data('no-close.csv'), 'no-close.csv line 1: column close is missing'],
  [data('no-close.csv'), 'received "timestamp,open,high,low,volume", expected timestamp,open'],
  [data('date.csv'), 'date.csv line 2: timestamp: received "20240101", expected ISO-8601'],
  [data('tiny.csv'), 'tiny.csv line 2: low: received 1e-19, expected a price > 0: at least 1e-18 and below 1e16'],
  [data('huge.csv'), 'huge.csv line 2: high: received 1e16, expected a price > 0: at least 1e-18 and below 1e16'],
  [data('long.csv'), `long.csv line 2: high: received "${'9'.repeat(60)}...", expected a number`],
  [data('endless.csv'), `endless.csv line 2: high: received 1${'0'.repeat(59)}..., expected a price`],
  [data('text.csv'), 'text.csv line 3: close: received "one", expected a number'],
  [data('zero.csv'), 'zero.csv line 2: low: received 0, expected a price > 0'],
  [data('inverted.csv'), 'inverted.csv line 2: high: received 1, expected at least the low 2'],
  [data('outside.csv'), 'outside.csv line 2: close: received 3, expected a price within low and high [1, 2]'],
  [data('volume.csv'), 'volume.csv line 2: volume: received -1, expected a volume ≥ 0'],
  [data('back.csv'), 'back.csv line 3: timestamp: received 1970-01-01T00:00:00Z, which goes back'],
  [data('twice.csv'), 'twice.csv line 3: timestamp: received 1970-01-01T00:01:00Z, which is a duplicate'],
  [['--data', 'good.csv'], '--symbol: received nothing, expected the symbol'],
  [['--data', 'good.csv', '--symbol', 'a b'], '--symbol: received "a b", expected BASE/QUOTE'],
  [['--symbol', 'BTC/USD'], '--symbol: received "BTC/USD", expected SYN/USD, the symbol of the bundled bars'],
  [['--data', 'good.csv', '--data', 'good.csv'], '--data: received "good.csv", expected SYMBOL=FILE'],
  [['--data', 'SPY=good.csv', '--data', 'SPY=good.csv'], 'expected SPY only once'],
  [['--data', 'SPY=good.csv', '--symbol', 'SPY'], 'expected no --symbol beside --data SYMBOL=FILE'],
  [['--data', 'SPY=good.csv', '--data', 'BTC/JPY=good.csv'], 'received quote currencies USD, JPY, expected one'],
  [['--policy', 'magic'], '--policy: received "magic", expected one of sma_fast_slow'],
  [['--param', 'fast'], '--param: received "fast", expected key=value'],
  [['--param', 'fast=1', '--param', 'fast=2'], 'expected fast only once'],
  [
    ['--param', 'speed=3'],
    '--param speed: received an unknown parameter; the parameters of sma_fast_slow are fast, slow',
  ],
  [['--param', 'fast=ten'], '--param fast: received "ten", expected'],
  [['--param', 'fast=50', '--param', 'slow=10'], '--param fast: received 50, expected fast below slow'],
  [['--param', 'fast=50'], '--param fast: received 50'],
  [['--param', 'slow=10'], '--param fast: received 10 (default), expected fast below slow, with slow 10;'],
  [['--param', 'fast=50'], 'expected fast below slow, with slow 50 (default);'],
  [['--param', '__proto__=5'], '--param __proto__: received an unknown parameter'],
  [['--param', 'constructor=5'], '--param constructor: received an unknown parameter'],
  [['--initial-balance', '0'], '--initial-balance: received "0", expected a decimal > 0'],
  [['--initial-balance', 'NaN'], '--initial-balance: received "NaN", expected a decimal > 0'],
  [['--duration-minutes', '1.5'], '--duration-minutes: received "1.5", expected a whole number ≥ 1'],
  [['--duration-minutes', '0'], '--duration-minutes: received "0", expected a whole number ≥ 1'],
  [['--risk-profile', 'wild'], '--risk-profile: received "wild", expected one of none, conservative'],
  [['--commission-bps', '-5'], '--commission-bps: received "-5", expected basis points'],
  [['--slippage-bps', '10000'], '--slippage-bps: received "10000", expected basis points'],
  [['--size-pct', '101'], '--size-pct: received "101", expected percent above 0, at most 100'],
  [['--lot', '0'], '--lot: received "0", expected a decimal > 0'],
  [['--tick', 'x'], '--tick: received "x", expected a decimal > 0'],
  [['--seed', '-1'], '--seed: received "-1", expected a whole number ≥ 0'],
  [['--timeframe', '1w'], '--timeframe: received "1w", expected a bar length'],
  [['--annualisation', '0'], '--annualisation: received "0", expected a decimal > 0'],
  [['--annualisation', '1e15'], '--annualisation: received "1e15", expected a decimal > 0, at most 1000000'],
  [['--speed', '2x'], '--speed: received "2x", expected one of max, 1x, 60x'],
  [['--mode', 'live'], '--mode: received "live", expected one of replay'],
  [['--mode', 'live-lite'], '--mode live-lite: not yet supported by this version, expected replay'],
  [['--stop-loss-pct', '2'], '--stop-loss-pct: not yet supported'],
  [['--take-profit-pct', '2'], '--take-profit-pct: not yet supported'],
  [['--trailing-stop-pct', '2'], '--trailing-stop-pct: not yet supported'],
  [['--time-exit-bars', '2'], '--time-exit-bars: not yet supported'],
  [['--out', 'earlier'], '--out earlier: it holds another run (summary.json), expected a new or empty folder'],
  [['--out', 'good.csv'], '--out good.csv: received a file, expected a folder'],
  [['--out', ''], '--out: received "", expected a folder to write to'],
  [['--out', 'good.csv/x/y'], '--out good.csv/x/y: received a path through a file, expected a folder'],
  [['--out', 'é'.repeat(128)], 'received a name of 256 bytes, expected at most 255'],
  [['--out', 'long/'.repeat(1000)], 'bytes, expected at most 4000'],
  [['--symbol', 'A', '--symbol', 'B'], '--symbol: received again with "B", expected it once'],
  [['--lot', '1', '--lot', '2'], '--lot: received again with "2", expected it once'],
  [['--out', 'a', '--out', 'b'], '--out: received again with "b", expected it once'],
  [['--mode', 'replay', '--mode', 'replay'], '--mode: received again with "replay", expected it once'],
  [['--lot', '--out', 'a'], '--lot: received the flag --out, expected a value: step of quantities'],
  [['--policy', 'a\u001b[2J\u202eb'], '--policy: received "a\\u001b[2J\\u{202e}b", expected one of'],
  [['--config', 'a\nb\nc\nd\n'], '--config a\\nb\\nc\\nd\\n: no such file'],
  [['--config', 'none.yaml'], '--config none.yaml: no such file, expected a YAML file'],
  [['--config', 'unknown.yaml'], '--config unknown.yaml: risk.max_postion_pct: unknown key'],
  [['--config', 'later.yaml'], '--config later.yaml: exits: not yet supported'],
  [['--config', 'percent.yaml'], '--config percent.yaml: sizing.position_size_pct: received 95, expected a fraction'],
  [['--config', 'broken.yaml'], '--config broken.yaml line '],
  [['--config', 'scalar.yaml'], '--config scalar.yaml: received string, expected a YAML mapping'],
  [['--config', 'large.yaml'], 'large.yaml: received 131075 bytes, expected a YAML file of at most 131072'],
  [['--config', 'tag.yaml'], '--config tag.yaml line 2: Unresolved tag: !foo, expected YAML'],
  [['--config', 'function.yaml'], '--config function.yaml line 2: Unresolved tag'],
  [['--config', 'version.yaml'], '--config version.yaml line 1: Unsupported YAML version 9.9'],
  [['--config', 'directive.yaml'], '--config directive.yaml line 1: Unknown directive %FOO'],
  [['--config', 'documents.yaml'], '--config documents.yaml line 2: Source contains multiple documents'],
  [['--config', 'alias.yaml'], '--config alias.yaml line 2: received *any, expected an anchor before it'],
  [['--config', 'circle.yaml'], '--config circle.yaml line 2: received *all, expected an anchor before it'],
  [['--config', 'digits.yaml'], 'line 2: received 1234567890.1234567, expected at most 15 digits; in quotes'],
  [['--config', 'hexadecimal.yaml'], 'line 1: received 0x1fffffffffffffff, expected at most 15 digits'],
  [['--config', 'nan.yaml'], '--config nan.yaml line 2: received .nan, expected a finite number'],
  [['--config', 'infinite.yaml'], '--config infinite.yaml line 1: received 1e400, expected a finite number'],
  [['--config', 'own-prototype.yaml'], 'strategies.0.params __proto__: received an unknown parameter'],
  [['--config', 'policy.yaml'], '--config policy.yaml: strategies.0.policy: received "nothing", expected one of'],
  [['--config', 'params.yaml'], '--config params.yaml: strategies.0.params fast: received 50'],
  [['--nonsense'], "unknown option '--nonsense', expected one that `tidegate paper --help` lists"],
  [['--jsn'], "unknown option '--jsn' (Did you mean --json?), expected one that"],
  [['--data'], "option '--data <file>' argument missing"],
  [['surplus'], 'too many arguments'],
  [
    [],
    'environment variable RISK_MAX_POSITION_PCT: risk.max_position_pct: received "5"',
    { RISK_MAX_POSITION_PCT: '5' },
  ],
  [[], 'environment variable RISK_MAX_LOSSES: risk.max_losses: unknown key', { RISK_MAX_LOSSES: '1' }],
  [[], 'risk.max_daily_loss: not yet supported', { RISK_DAILY_LOSS_LIMIT: '100' }],
  [[], 'environment variable RISK___PROTO__: risk.__proto__: unknown key', { RISK___PROTO__: '1' }],
  [[], 'environment variable STOP_LOSS_PCT: not yet supported', { STOP_LOSS_PCT: '0.02' }],
  [[], 'environment variable DRY_RUN: not yet supported', { DRY_RUN: 'true' }],
];

describe('bad input to tidegate paper', () => {
  it.each(CASES.map(([argv, expected, env = {}]) => ({ argv, expected, env })))(
    'Given $argv $env, Then exit 2 with $expected in one short line, and no file changed',
    async ({ argv, expected, env }) => {
      const before = picture();
      const result = await runCli(['paper', ...argv], env);
      expect(result.stderr).toContain(expected);
      expect(result.code).toBe(2);
      expect(result.stdout).toBe('');
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(result.stderr.length).toBeLessThanOrEqual(520);
      expect(result.stderr).not.toMatch(/\n\s+at /);
      expect(picture()).toEqual(before);
    },
  );
});

describe('bad input to other commands', () => {
  it.each([
    [['backtest'], "unknown command 'backtest', expected one of paper, local, strategies, config"],
    [['strategies', 'show', 'magic'], 'strategies show: received "magic", expected one of sma_fast_slow'],
    [['strategies', 'new'], "missing required argument 'name'"],
    [['strategies', 'rename'], "unknown command 'rename', expected one of list, show, new"],
    [['config', 'check', 'none.yaml'], 'config check none.yaml: no such file'],
    [['config', 'check', 'unknown.yaml'], 'unknown.yaml: '],
    [['config', 'check', 'whole.yaml'], 'whole.yaml: strategies.0.policy: received nothing, expected one of'],
    [['local', '--data-dir', 'good.csv'], '--data-dir good.csv: received a file, expected a folder'],
    [['local', '--data-dir', ''], '--data-dir: received "", expected a folder to write to'],
    [['local', '--port', '1', '--port', '2'], '--port: received again with "2", expected it once'],
    [['config', 'check'], "missing required argument 'file'"],
  ])('Given %j, Then exit 2 with %j', async (argv, expected) => {
    const before = picture();
    const result = await runCli(argv);
    expect(result.stderr).toContain(expected);
    expect(result.code).toBe(2);
    expect(picture()).toEqual(before);
  });
});
