import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { riskLimits, toConfigJson } from '#application/contracts/environment-config.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const folder = mkdtempSync(join(tmpdir(), 'tidegate-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const MINUTES = write('minutes.csv', `${HEADER}\n0,1,1,1,1,1\n60,2,2,2,2,1\n180,3,3,3,3,1\n`);
const FIVES = write('fives.csv', `${HEADER}\n0,1,1,1,1,1\n300,2,2,2,2,1\n`);

describe('resolveReplayOptions', () => {
  it('Given no flags, Then the bundled bars are replayed with the documented defaults', () => {
    const options = resolveReplayOptions({}, {});
    expect(toConfigJson(options.config)).toMatchObject({
      environment: 'local',
      account: 'replay',
      brokers: { sim: { commission_bps: '0', slippage_bps: '0', lot: '0.00000001', tick: null, seed: 0 } },
      symbols: ['SYN/USD'],
      timeframe: '1m',
      strategies: [{ name: 'sma_fast_slow', policy: 'sma_fast_slow', params: { fast: 10, slow: 50 } }],
      sizing: { position_size_pct: '0.95', initial_capital: '100000' },
      risk: { profile: 'none' },
    });
    expect(options.description).toMatchObject({
      strategy: 'sma_fast_slow',
      currency: 'USD',
      annualisation: 365,
      bars: 390,
    });
    expect([options.isSynthetic, options.speed, options.out]).toEqual([true, 'max', null]);
    expect(options.sessionKey).toMatch(/^replay\|[0-9a-f]{64}\|[0-9a-f]{64}$/);
  });

  it('Given a file or a variable that says dry_run, Then it is one, and is told; false is as if nothing were said', () => {
    const config = write('dry.yaml', 'dry_run: true\n');
    const dry = resolveReplayOptions({ config }, {});
    expect(dry.config.dry_run).toBe(true);
    expect(dry.warnings).toEqual([expect.stringContaining('dry_run: every order is refused')]);
    expect(resolveReplayOptions({}, { DRY_RUN: 'true' }).config.dry_run).toBe(true);
    const plain = resolveReplayOptions({}, {});
    expect(resolveReplayOptions({ config }, { DRY_RUN: 'false' }).config.dry_run).toBeUndefined();
    expect(resolveReplayOptions({}, { DRY_RUN: 'false' }).sessionKey).toBe(plain.sessionKey);
    expect(plain.warnings).toEqual([]);
  });

  it('Given flag, environment and YAML, Then each goes before the next', () => {
    const config = write(
      'all.yaml',
      'sizing: { position_size_pct: 0.1, initial_capital: 5 }\nrisk: { max_open_positions: 1 }\n',
    );
    const env = { POSITION_SIZE_PCT: '0.2', MAX_POSITIONS: '2', RISK_UNIVERSE_DENY: 'ETH-USD, LTCUSD' };
    const byEnvironment = resolveReplayOptions({ config }, env).config;
    expect(byEnvironment.sizing.position_size_pct.toFixed()).toBe('0.2');
    expect(byEnvironment.sizing.initial_capital.toFixed()).toBe('5');
    expect(riskLimits(byEnvironment)).toMatchObject({
      max_open_positions: 2,
      universe: { allow: null, deny: ['ETH/USD', 'LTC/USD'] },
    });
    expect(resolveReplayOptions({ config, sizePct: '30' }, env).config.sizing.position_size_pct.toFixed()).toBe('0.3');
  });

  it('Given --risk-profile none, Then limits of file and environment are off; any other profile keeps them', () => {
    const config = write('risk.yaml', 'risk: { profile: balanced, max_order_value: 9 }\n');
    const env = { RISK_MAX_EXPOSURE_PCT: '0.5' };
    const limits = (riskProfile?: string) =>
      riskLimits(resolveReplayOptions({ config, ...(riskProfile === undefined ? {} : { riskProfile }) }, env).config);
    expect(limits('none')).toMatchObject({
      max_order_value: null,
      max_portfolio_exposure: null,
      max_open_positions: null,
    });
    expect(limits().max_portfolio_exposure?.toFixed()).toBe('0.5');
    expect(limits('conservative')).toMatchObject({ max_open_positions: 5 });
    expect(limits('conservative').max_order_value?.toFixed()).toBe('9');
  });

  it('Given a file that asks for promotion, Then a replay leaves it aside: it is no rung of anything', () => {
    const file = (promotion: string) =>
      write('gated.yaml', `environment: prod\naccount: main\nsymbols: [SYN/USD]\ntimeframe: 1m\n${promotion}`);
    const gated = resolveReplayOptions({ config: file('promotion: { min_days: 5 }') }, {}, 'alpaca');
    expect(toConfigJson(gated.config)).not.toHaveProperty('promotion');
    expect(gated.sessionKey).toBe(resolveReplayOptions({ config: file('') }, {}, 'alpaca').sessionKey);
  });

  it('Given an alias and parameters, Then the configuration has the strategy and all its parameters', () => {
    const { config, description } = resolveReplayOptions({ policy: 'sma_cross', param: ['fast=5'] }, {});
    expect(config.strategies).toEqual([
      { name: 'sma_fast_slow', policy: 'sma_fast_slow', params: { fast: 5, slow: 50 } },
    ]);
    expect(description).toMatchObject({ strategy: 'sma_fast_slow', params: { fast: 5, slow: 50 } });
  });

  it('Given --param beside the one strategy of a file, Then it goes before the parameter of the file', () => {
    const config = write('one.yaml', 'strategies: [{ name: mine, policy: sma_cross, params: { fast: 3, slow: 9 } }]\n');
    const { strategies } = resolveReplayOptions({ config, param: ['fast=4'] }, {}).config;
    expect(strategies).toEqual([{ name: 'mine', policy: 'sma_fast_slow', params: { fast: 4, slow: 9 } }]);
  });

  it('Given a timeframe beside the spacing, Then the smaller one counts, and bars close at the next open at the latest', () => {
    const closes = (timeframe?: string) => {
      const options = resolveReplayOptions(
        { data: [MINUTES], symbol: 'SPY', ...(timeframe === undefined ? {} : { timeframe }) },
        {},
      );
      return [
        options.config.timeframe,
        ...options.series.flatMap((one) => [...one].map((bar) => bar.closeTime / 1000)),
      ];
    };
    expect(closes()).toEqual(['1m', 60, 120, 240]);
    expect(closes('30s')).toEqual(['30s', 30, 90, 210]);
    expect(closes('1h')).toEqual(['1m', 60, 120, 240]);
  });

  it('Given several symbols, Then each has its series, by symbol, and the hash covers both files', () => {
    const data = [`ETH-USD=${MINUTES}`, `BTCUSD=${FIVES}`];
    const options = resolveReplayOptions({ data, timeframe: '1m' }, {});
    expect(options.config.symbols).toEqual(['ETH/USD', 'BTC/USD']);
    const bars = options.series.flatMap((one) => [...one]);
    expect(bars.map((bar) => `${bar.symbol}@${bar.openTime / 1000}`)).toEqual([
      'BTC/USD@0',
      'BTC/USD@300',
      'ETH/USD@0',
      'ETH/USD@60',
      'ETH/USD@180',
    ]);
    const one = resolveReplayOptions({ data: [MINUTES], symbol: 'ETH/USD' }, {});
    expect(options.dataSha256).not.toBe(one.dataSha256);
  });

  it('Given files of different spacings, Then they are refused, since the longer bars would be known too early', () => {
    const data = [`ETH-USD=${MINUTES}`, `BTCUSD=${FIVES}`];
    for (const timeframe of [undefined, '5m'])
      expect(() => resolveReplayOptions({ data, ...(timeframe === undefined ? {} : { timeframe }) }, {})).toThrow(
        '--data: received bars of several lengths (ETH/USD 60 s apart, BTC/USD 300 s apart), expected one, or --timeframe',
      );
  });

  it('Given a file that names its risk profile, Then sizes and exits are those of a deployment', () => {
    const settings = (risk: string, flags: object = {}) => {
      const { config } = resolveReplayOptions({ config: write('profile.yaml', risk), ...flags }, {});
      const { sizing, exits } = toConfigJson(config);
      return Object.assign({}, sizing, exits);
    };
    expect(settings('risk: { profile: balanced }')).toMatchObject({ position_size_pct: '0.1' });
    expect(settings('risk: { profile: balanced }')).not.toMatchObject({ stop_loss_pct: null });
    const bare = { position_size_pct: '0.95', stop_loss_pct: null, take_profit_pct: null };
    expect(settings('risk: { max_drawdown: 0.1 }')).toMatchObject(bare);
    expect(settings('risk: { profile: none }')).toMatchObject(bare);
    expect(settings('risk: { profile: balanced }', { riskProfile: 'none' })).toMatchObject(bare);
    expect(settings('risk: { max_drawdown: 0.1 }', { riskProfile: 'balanced' })).toMatchObject(bare);
    expect(settings('risk: { profile: balanced }', { sizePct: '30' })).toMatchObject({ position_size_pct: '0.3' });
  });

  it('Given a duration, Then only bars that open within it are replayed, in the same session', () => {
    const all = resolveReplayOptions({ data: [MINUTES], symbol: 'SPY' }, {});
    const two = resolveReplayOptions({ data: [MINUTES], symbol: 'SPY', durationMinutes: '3' }, {});
    expect([...(two.series[0] ?? [])]).toEqual([...(all.series[0] ?? [])].slice(0, 2));
    expect(two.description).toMatchObject({ bars: 2, firstBarOpen: 0, lastBarClose: 120_000 });
    expect(two.sessionKey).toBe(all.sessionKey);
    expect(two.fingerprint).not.toBe(all.fingerprint);
  });

  it('Given an equity, Then a year has 252 days unless a flag says otherwise', () => {
    const days = (symbol: string, annualisation?: string) =>
      resolveReplayOptions({ data: [MINUTES], symbol, ...(annualisation === undefined ? {} : { annualisation }) }, {})
        .description.annualisation;
    expect([days('SPY'), days('BTCUSDT'), days('SPY', '260')]).toEqual([252, 365, 260]);
  });

  it('Given variables named as what every object has, Then they override nothing', () => {
    const env = Object.fromEntries(['constructor', 'toString', '__proto__'].map((name) => [name, '1']));
    expect(resolveReplayOptions({}, env).config).toEqual(resolveReplayOptions({}, {}).config);
  });

  it('Given the most days that a year may have, Then they are taken', () => {
    expect(resolveReplayOptions({ annualisation: '1e6' }, {}).description.annualisation).toBe(1_000_000);
  });

  it('Given a YAML number in quotes, Then every digit is kept', () => {
    const config = write('quoted.yaml', "sizing: { initial_capital: '1234567890.1234567' }\n");
    expect(resolveReplayOptions({ config }, {}).config.sizing.initial_capital.toFixed()).toBe('1234567890.1234567');
  });

  it('Given another seed, balance or data, Then the session is another one', () => {
    const keys = [
      {},
      { seed: '1' },
      { initialBalance: '5' },
      { commissionBps: '1' },
      { data: [MINUTES], symbol: 'SYN/USD' },
    ].map((flags) => resolveReplayOptions(flags, {}).sessionKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what may not have been meant', () => {
  const SYMBOLS = write('symbols.yaml', 'symbols: [SPY, BTC/USD]\n');
  const HOURS = write('hours.yaml', 'timeframe: 1h\n');
  const bundled = `--config ${SYMBOLS}: its symbols are SPY, BTC/USD, the bundled synthetic bars are of SYN/USD`;

  it.each([
    [{}, []],
    [{ stopLossPct: '2', takeProfitPct: '0.5', trailingStopPct: '0.21', sizePct: '1' }, []],
    [{ timeframe: '1m' }, []],
    [{ timeframe: '30s' }, []],
    [{ sizePct: '0.95' }, ['--size-pct 0.95: the flag is in percent, so this is 0.95 %; 95 % would be --size-pct 95']],
    [{ stopLossPct: '0.02' }, ['--stop-loss-pct 0.02: the flag is in percent, so this is 0.02 %; 2 % would be']],
    [
      { takeProfitPct: '0.05', trailingStopPct: '0.2' },
      ['--take-profit-pct 0.05: the flag is in percent', '--trailing-stop-pct 0.2: the flag is in percent'],
    ],
    [{ timeframe: '1h' }, ['--timeframe 1h: no effect, the bars are 1m apart and are not put together to longer ones']],
    [{ config: HOURS }, [`--config ${HOURS}: timeframe 1h: no effect, the bars are 1m apart`]],
    [{ config: HOURS, timeframe: '1m' }, []],
    [
      { config: SYMBOLS },
      [`${bundled}, and those are replayed; to replay the others: --data SPY=FILE --data BTC/USD=FILE`],
    ],
    [
      { config: SYMBOLS, data: [`BTC/USD=${MINUTES}`] },
      [
        `${SYMBOLS}: its symbols are SPY, BTC/USD, the bars are of BTC/USD, and those are replayed; to replay the others: --data SPY=FILE`,
      ],
    ],
    [
      { config: SYMBOLS, data: [`BTC/USD=${MINUTES}`, `SPY=${MINUTES}`, `ETH/USD=${MINUTES}`] },
      [`${SYMBOLS}: its symbols are SPY, BTC/USD, the bars are of BTC/USD, SPY, ETH/USD, and those are replayed`],
    ],
    [{ config: SYMBOLS, data: [`BTC/USD=${MINUTES}`, `SPY=${MINUTES}`] }, []],
  ])('Given %j, Then the warnings are as listed', (flags, expected) => {
    const { warnings } = resolveReplayOptions(flags, {});
    expect(warnings).toEqual(expected.map((text) => expect.stringContaining(text)));
  });
});
