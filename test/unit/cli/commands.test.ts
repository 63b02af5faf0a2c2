import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('tidegate', () => {
  it('Given --version, Then it prints the version of the package, and nothing else', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('tidegate paper', () => {
  it('Given an hour of the bundled bars, Then the table says that they are synthetic, and progress is on stderr', async () => {
    const out = join(folder, 'hour');
    const result = await runCli([
      'paper',
      '--mode',
      'replay',
      '--policy',
      'sma_fast_slow',
      '--duration-minutes',
      '60',
      '--out',
      out,
    ]);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('60 of SYN/USD (synthetic, no real market)');
    expect(result.stdout).toContain(`files: ${out}`);
    expect(result.stdout).toMatch(/^strategy +sma_fast_slow \{"fast":10,"slow":50\}$/m);
    expect(result.stderr).toContain('replay 100 % (60 of 60 bars)');
    expect(readFileSync(join(out, 'pnl.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(61);
  });

  it('Given a strategy without parameters, Then the table names it alone', async () => {
    const result = await runCli([
      'paper',
      '--policy',
      'buy_hold',
      '--duration-minutes',
      '3',
      '--out',
      join(folder, 'hold'),
    ]);
    expect(result.stdout).toMatch(/^strategy +buy_hold$/m);
  });

  it.each([
    [
      'a limit that is below the size',
      ['--risk-profile', 'balanced'],
      'the risk gate denied every order; --size-pct is',
    ],
    [
      'averages longer than the bars',
      ['--param', 'fast=300', '--param', 'slow=400'],
      'no order in 390 bars: the strategy',
    ],
  ])('Given %s, Then the table says why nothing was traded', async (_case, flags, hint) => {
    const result = await runCli(['paper', ...flags, '--out', join(folder, hint.slice(0, 8).replaceAll(' ', '-'))]);
    expect(result.stdout).toContain(`hint: ${hint}`);
  });

  it('Given --json, Then stdout is summary.json and nothing else', async () => {
    const out = join(folder, 'json');
    const result = await runCli(['paper', '--json', '--out', out]);
    expect(result.code).toBe(0);
    expect(result.stdout).toBe(readFileSync(join(out, 'summary.json'), 'utf8'));
    const summary: unknown = JSON.parse(result.stdout);
    expect(summary).toMatchObject({ bars: 390, duration_minutes: 390, orders_rejected: 0 });
  });

  it('Given a flag that was probably meant otherwise, Then a warning is on stderr, and the run goes on', async () => {
    const out = join(folder, 'warned');
    const { code, stdout, stderr } = await runCli(['paper', '--json', '--stop-loss-pct', '0.02', '--out', out]);
    expect(stderr).toMatch(/^warning: --stop-loss-pct 0\.02: the flag is in percent, so this is 0\.02 %; 2 % would be/);
    expect(stdout).toBe(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(code).toBe(0);
  });

  it('Given the same flags twice, Then the files are the same', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    for (const out of [one, two]) {
      await runCli(['paper', '--commission-bps', '10', '--slippage-bps', '5', '--size-pct', '100', '--out', out]);
    }
    for (const name of ['pnl.csv', 'trade_log.json', 'summary.json']) {
      expect(readFileSync(join(one, name), 'utf8')).toBe(readFileSync(join(two, name), 'utf8'));
      expect(readFileSync(join(one, name), 'utf8')).not.toContain(folder);
    }
  });
});

describe('other commands', () => {
  it.each([
    [[], 'Usage: tidegate'],
    [['--help'], 'Usage: tidegate'],
    [['paper', '--help'], '--duration-minutes <minutes>'],
    [['strategies', 'list'], 'buy_hold'],
    [['strategies', 'show', 'sma_cross'], 'slow (default 50): whole number 2 to 5000: bars of the slow average'],
    [['strategies', 'show', 'rebalance'], 'weights (default "equal"): fraction of equity by symbol'],
    [['strategies', 'show', 'buy_hold'], 'parameters:\n  none'],
    [['config', 'check', 'config/dev.yaml'], 'environment dev'],
  ])('Given %j, Then exit 0 and stdout has %j', async (argv, expected) => {
    const result = await runCli(argv);
    expect(result.stderr).toBe('');
    expect(result.stdout).toContain(expected);
    expect(result.code).toBe(0);
  });

  it('Given strategies list --json, Then it is an array with defaults', async () => {
    const { stdout } = await runCli(['strategies', 'list', '--json']);
    const listed: unknown = JSON.parse(stdout);
    expect(listed).toContainEqual(
      expect.objectContaining({ name: 'sma_fast_slow', parameters: { fast: 10, slow: 50 } }),
    );
  });
});
