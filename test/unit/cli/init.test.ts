import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function init(...argv: readonly string[]) {
  return runCli(['init', ...argv, '--dir', folder]);
}

describe('tidegate init', () => {
  test.for([
    [['first'], { environment: 'first', account: 'first', broker: 'sim', symbols: ['BTC/USD'], timeframe: '5m' }],
    [
      ['stocks', '--broker', 'alpaca', '--symbol', 'SPY', '--symbol', 'NO', '--timeframe', '1d', '--account', 'NULL'],
      { broker: 'alpaca', account: 'NULL', symbols: ['SPY', 'NO'], timeframe: '1d', testnet: true, live: false },
    ],
    [
      ['coins', '--broker', 'ccxt:binance', '--symbol', 'BTC-USDT', '--policy', 'rsi'],
      { broker: 'ccxt:binance', symbols: ['BTC/USDT'], testnet: true, live: false, risk: { profile: 'conservative' } },
    ],
  ] as const)(
    'Given %j, Then the file is what config check takes, on paper, with comments',
    async ([argv, expected]) => {
      const { code, stdout, stderr } = await init(...argv);
      const file = join(folder, `${argv[0]}.yaml`);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`${file}: good\n`);

      const checked = await runCli(['config', 'check', file, '--json']);
      expect(JSON.parse(checked.stdout)).toMatchObject(expected);
      expect(readFileSync(file, 'utf8').match(/#/g)?.length).toBeGreaterThan(8);
    },
  );

  test('Given a file of that name, Then it stays as it is', async () => {
    writeFileSync(join(folder, 'paper.yaml'), 'mine\n');
    const { code, stderr } = await init('paper');

    expect(code).toBe(2);
    expect(stderr).toContain('paper.yaml exists, expected the name of a new environment');
    expect(readFileSync(join(folder, 'paper.yaml'), 'utf8')).toBe('mine\n');
  });

  test.for([
    [['../x'], 'init: received "../x", expected a name of lower-case letters'],
    [['x', '--broker', 'binance'], 'broker: received "binance", expected sim, alpaca or ccxt:ID'],
    [['x', '--symbol', 'BTC/USD', '--symbol', 'ETH/EUR'], 'symbols: received quote currencies USD, EUR'],
    [['x', '--symbol', "it's"], 'symbols.0: received "it\'s"'],
    [['x', '--policy', 'none_such'], 'none_such'],
    [['x', '--timeframe', 'often'], 'timeframe: received "often"'],
    [['x', '--account', 'a: b'], 'account: received "a: b"'],
  ] as const)('Given %j, Then exit 2, one message, and nothing is written', async ([argv, message]) => {
    const { code, stdout, stderr } = await init(...argv);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});
