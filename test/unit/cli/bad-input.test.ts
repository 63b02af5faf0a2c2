import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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
  'later.yaml': 'execution:\n  max_order_retries: 3\n',
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
  'header.csv': `${HEADER}\n`,
  'no-header.csv': `0,1,1,1,1,1\n60,1,1,1,1,1\n`,
  'quoted.csv': `${HEADER}\n0,"1,1,1,1,1\n`,
  'few.csv': `${HEADER}\n0,1,1\n`,
  'many.csv': `${HEADER}\n0,1,1,1,1,1,9,9\n`,
  'nan.csv': `${HEADER}\n0,1,NaN,1,1,1\n`,
  'blank.csv': `${HEADER}\n0,1,,1,1,1\n`,
  'negative.csv': `${HEADER}\n0,-1,1,-1,1,1\n`,
  'yesterday.csv': `${HEADER}\nyesterday,1,1,1,1,1\n`,
  'february.csv': `${HEADER}\n2026-02-30T00:00:00Z,1,1,1,1,1\n`,
  'open.csv': `${HEADER}\n0,3,2,1,1,1\n`,
  'comma.csv': `${HEADER}\n0,"1,5",2,1,1,1\n`,
  'semicolons.csv': `timestamp;open;high;low;close;volume\n0;1;1;1;1;1\n`,
  'tabs.csv': `timestamp\topen\thigh\tlow\tclose\tvolume\n0\t1\t1\t1\t1\t1\n`,
  'date-header.csv': `Date,Open,High,Low,Close,Vol.\n0,1,1,1,1,1\n`,
  'no-price.csv': `Date,Settle\n0,1\n`,
  'misplaced.yaml': 'region: eu-central-1\nmax_drawdown: 0.1\n',
  'two-symbols.yaml': 'symbols: [SPY, BTC/USD]\n',
  'unlisted.yaml': 'symbols: [SPY]\nstrategies:\n  - { name: a, policy: rsi, symbols: [QQQ] }\n',
  'with-spy.yaml': 'symbols: [SPY, BTC/USD]\nstrategies:\n  - { name: a, policy: rsi, symbols: [SPY] }\n',
  'two-closes.csv': `timestamp,open,high,low,close,close,volume\n0,1,1,1,1,1,1\n`,
  'halves.csv': `${HEADER}\n0,1,1,1,1,1\n0.5,1,1,1,1,1\n`,
  'stop.yaml': 'exits: { stop_loss_pct: 2 }\n',
  'exit-list.yaml': 'exits: [0.02]\n',
  'exit-key.yaml': 'exits: { stop_los_pct: 0.02 }\n',
  'time-exit.yaml': 'exits: { time_exit_bars: 1.5 }\n',
  'profit-exit.yaml': 'exits: { profit_exit_amount: -5 }\n',
  'least.yaml': 'sizing: { position_min_amount: -1 }\n',
  'risk-per-trade.yaml': 'sizing: { risk_per_trade: 2 }\n',
  'ranking.yaml': 'sizing: { min_signal_ranking: 101 }\n',
  'volatility.yaml': 'sizing: { volatility_target: 0 }\n',
  'drawdown.yaml': 'risk: { max_drawdown: 15 }\n',
  'leverage.yaml': 'risk: { max_leverage: 0 }\n',
  'positions.yaml': 'risk: { max_open_positions: 0 }\n',
  'per-minute.yaml': 'risk: { max_orders_per_minute: 1.5 }\n',
  'hours.yaml': 'risk: { trading_hours_only: yes please }\n',
  'allow.yaml': 'risk: { universe: { allow: [] } }\n',
  'deny.yaml': 'risk: { universe: { deny: BTC } }\n',
  'stranger.yaml': `risk: { universe: { allow: ['?'] } }\n`,
  'profile.yaml': 'risk: { profile: brave }\n',
  'window.yaml': 'risk: { correlation_window: 5 }\n',
  'daily-loss.yaml': `risk: { max_daily_loss_pct: '2%' }\n`,
  'method.yaml': 'risk: { protections: [{ method: magic }] }\n',
  'threshold.yaml': 'risk: { protections: [{ method: max_drawdown }] }\n',
  'pause.yaml': 'risk: { protections: [{ method: cooldown, pause_bars: 0 }] }\n',
  'protection.yaml': 'risk: { protections: cooldown }\n',
  'protection-key.yaml': 'risk: { protections: [{ method: cooldown, pause_bar: 2 }] }\n',
  'no-tier.yaml': 'brokers: { sim: { fee_tiers: [] } }\n',
  'two-fees.yaml':
    'brokers: { sim: { commission_bps: 5, fee_tiers: [{ min_volume: 0, maker_bps: 1, taker_bps: 1 }] } }\n',
  'share.yaml': 'brokers: { sim: { max_volume_share: 10 } }\n',
  'latency.yaml': 'brokers: { sim: { latency_ms: -1 } }\n',
  'fee-currency.yaml': 'brokers: { sim: { fee_currency: EUR } }\n',
  'maintenance.yaml': 'brokers: { sim: { margin: { max_leverage: 10, maintenance_rate: 0.2 } } }\n',
  'no-leverage.yaml': 'brokers: { sim: { margin: { max_leverage: 0.5 } } }\n',
  'margin.yaml': 'brokers: { sim: { margin: true } }\n',
  'short.yaml': 'brokers: { sim: { margin: { allow_short: maybe } } }\n',
  'funding.yaml': 'brokers: { sim: { margin: { funding_rate: 1 } } }\n',
  'other-broker.yaml': 'brokers: { alpaca: {} }\n',
  'broker.yaml': 'broker: binance\n',
  'no-strategy.yaml': 'strategies: []\n',
  'strategy-symbol.yaml': 'strategies:\n  - { name: a, policy: rsi, symbols: [BTC/USD] }\n',
  'rsi.yaml': 'strategies:\n  - { name: a, policy: rsi, params: { period: 0 } }\n',
  'weights.yaml': 'strategies:\n  - { name: a, policy: rebalance, params: { weights: { BTC/USD: 0.5 } } }\n',
  'timeframe.yaml': 'timeframe: 1week\n',
  'symbols.yaml': 'symbols: [BTC/USD, BTC-USD]\n',
  'same-key.yaml': 'risk: { profile: none }\nrisk: { profile: none }\n',
  'tab.yaml': 'risk:\n\tprofile: none\n',
  'policy.yaml': 'strategies:\n  - name: a\n    policy: nothing\n',
  'params.yaml': 'strategies:\n  - name: a\n    policy: sma_fast_slow\n    params: { fast: 50, slow: 10 }\n',
};
const folder = mkdtempSync(join(tmpdir(), 'tidegate-bad-'));
const home = process.cwd();

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  const packed = gzipSync(`${HEADER}\n0,1,1,1,1,1\n60,1,1,1,x,1\n`);
  writeFileSync(join(folder, 'late.csv.gz'), packed);
  writeFileSync(join(folder, 'cut.csv.gz'), packed.subarray(0, 30));
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
const yaml = (name: string) => ['--config', name];
const param = (policy: string, text: string) => ['--policy', policy, '--param', text];

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
  [
    ['--data', 'BTCTRY=good.csv', '--data', 'ETH/TRY=good.csv'],
    '--data: received quote currencies USD, TRY, expected one for an account: BTCTRY is in USD, ETH/TRY is in TRY',
  ],
  [
    ['--data', 'good.csv', ...yaml('two-symbols.yaml')],
    '--symbol: received nothing, expected the symbol of --data FILE, or a file for each: --data SPY=FILE --data BTC/USD=',
  ],
  [
    ['--data', 'BTC/USD=good.csv', ...yaml('with-spy.yaml')],
    'strategies.0.symbols: received SPY, expected one of symbols: BTC/USD; its bars come by --data SPY=FILE (line 3)',
  ],
  [yaml('unlisted.yaml'), 'strategies.0.symbols: received QQQ, expected one of symbols: SPY (line 3); see docs/'],
  [['--seed', '-1', '--out', 'new'], '--seed: received "-1"'],
  [['--seed', '-1', '--out', 'earlier'], '--seed: received "-1"'],
  [['--data', 'none.csv', '--symbol', 'SPY', '--out', 'new/er'], '--data none.csv: no such file'],
  [['--speed', '60x', '--out', 'new'], '--speed 60x: not yet supported'],
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
  [['--mode', 'live-lite'], '--symbol: received nothing, expected what to trade'],
  [['--mode', 'live-lite', '--symbol', 'SPY', '--from', 'ib'], '--from: received "ib", expected alpaca or ccxt:ID'],
  [['--mode', 'live-lite', '--symbol', 'SPY', '--data', 'x.csv'], 'no --data beside --mode live-lite'],
  [['--mode', 'live-lite', '--symbol', 'SPY', '--speed', '60x'], 'no --speed beside --mode live-lite'],
  [['--mode', 'live-lite', '--symbol', 'SPY', '--from', 'ccxt:kraken'], 'kraken has no equities'],
  [['--mode', 'live-lite', '--symbol', 'SPY'], 'environment variable APCA_API_KEY_ID or ALPACA_API_KEY: not set'],
  [['--from', 'alpaca'], 'no --from beside --mode replay'],
  [['--stop-loss-pct', '0'], '--stop-loss-pct: received "0", expected percent above 0, at most 100'],
  [['--stop-loss-pct', '2%'], '--stop-loss-pct: received "2%", expected percent above 0, at most 100'],
  [['--stop-loss-pct', '1', '--stop-loss-pct', '2'], '--stop-loss-pct: received again with "2", expected it once'],
  [['--take-profit-pct', '150'], '--take-profit-pct: received "150", expected percent above 0, at most 100'],
  [['--trailing-stop-pct', '-0.5'], '--trailing-stop-pct: received "-0.5", expected percent above 0, at most 100'],
  [['--trailing-stop-pct', '1e400'], '--trailing-stop-pct: received "1e400", expected percent above 0, at most 100'],
  [['--time-exit-bars', '0'], '--time-exit-bars: received "0", expected a whole number ≥ 1'],
  [['--time-exit-bars', '2.5'], '--time-exit-bars: received "2.5", expected a whole number ≥ 1'],
  [['--stop-loss-pct', '--out', 'a'], '--stop-loss-pct: received the flag --out, expected a value'],
  [
    param('rsi', 'period=0'),
    '--param period: received 0, expected ≥ 1; the parameters of rsi are period, lower, upper',
  ],
  [param('rsi', 'period=2.5'), '--param period: received 2.5, expected a whole number'],
  [
    param('rsi', 'lower=80'),
    '--param lower: received 80, expected lower below upper, with period 14 (default), upper 70',
  ],
  [param('rsi', 'upper=120'), '--param upper: received 120, expected ≤ 100'],
  [param('rsi', 'fast=3'), '--param fast: received an unknown parameter; the parameters of rsi are'],
  [param('macd_momentum', 'fast=30'), '--param fast: received 30, expected fast below slow, with slow 26 (default)'],
  [param('macd_momentum', 'signal=x'), '--param signal: received "x", expected a number'],
  [param('darvas_box', 'lookback=0'), '--param lookback: received 0, expected ≥ 1'],
  [param('darvas_box', 'confirm=9999'), '--param confirm: received 9999, expected ≤ 500'],
  [param('buy_hold', 'x=1'), '--param x: received an unknown parameter; buy_hold takes none'],
  [
    param('rebalance', 'weights=BTC'),
    '--param weights: received "BTC", expected a mapping of symbols to fractions, or text',
  ],
  [
    param('rebalance', 'weights=BTC/USD:0.5'),
    '--param weights: received BTC/USD, expected symbols of the strategy: SYN/USD',
  ],
  [
    param('rebalance', 'weights=SYN/USD:1.5'),
    '--param weights: received "SYN/USD:1.5", expected a fraction 0–1 for SYN/USD',
  ],
  [param('rebalance', 'weights=A:0.6,B:0.6'), 'expected weights that sum up to at most 1, not 1.2'],
  [param('rebalance', 'band=2'), '--param band: received 2, expected ≤ 1'],
  [param('rebalance', 'every=0'), '--param every: received 0, expected ≥ 1'],
  [param('sma_fast_slow', 'slow=99999'), '--param slow: received 99999, expected ≤ 5000'],
  [
    ['--policy', 'rl'],
    '--policy: received "rl", expected one of sma_fast_slow, macd_momentum, rsi, darvas_box, buy_hold',
  ],
  [['--data', 'SPY=none.csv'], '--data none.csv: no such file, expected a CSV file of bars'],
  [['--data', 'SPY='], '--data: received "SPY=", expected the name of a CSV file of bars, FILE or SYMBOL=FILE'],
  [['--data', ''], '--data: received "", expected the name of a CSV file of bars, FILE or SYMBOL=FILE'],
  [['--data', 'SPY=good.csv', '--data', 'good.csv'], '--data: received "good.csv", expected SYMBOL=FILE for each of'],
  [['--data', 'BTC/USD=good.csv', '--data', 'BTCUSD=good.csv'], '--data: received "BTCUSD=good.csv", expected BTC/USD'],
  [data('header.csv'), 'header.csv: received a header and no bars, expected at least one bar'],
  [
    data('no-header.csv'),
    'no-header.csv line 1: column timestamp is missing: received "0,1,1,1,1,1", expected timestamp',
  ],
  [data('quoted.csv'), 'quoted.csv line 2: Quoted field unterminated, expected sound CSV'],
  [data('few.csv'), 'few.csv line 2: low: received nothing, expected a number'],
  [data('many.csv'), 'many.csv line 2: received 8 fields, expected 6 as in the header'],
  [data('nan.csv'), 'nan.csv line 2: high: received "NaN", expected a number'],
  [data('blank.csv'), 'blank.csv line 2: high: received nothing, expected a number'],
  [data('negative.csv'), 'negative.csv line 2: open: received -1, expected a price > 0'],
  [data('yesterday.csv'), 'yesterday.csv line 2: timestamp: received "yesterday", expected ISO-8601'],
  [data('february.csv'), 'february.csv line 2: timestamp: received "2026-02-30T00:00:00Z", expected ISO-8601'],
  [data('open.csv'), 'open.csv line 2: open: received 3, expected a price within low and high [1, 2]'],
  [data('comma.csv'), 'comma.csv line 2: open: received "1,5", expected a number'],
  [data('semicolons.csv'), 'semicolons.csv line 1: column timestamp is missing: received "timestamp;open;high'],
  [data('semicolons.csv'), 'close,volume in any order; the fields are separated by semicolons, expected commas'],
  [data('tabs.csv'), '; the fields are separated by tabs, expected commas'],
  [
    data('date-header.csv'),
    'date-header.csv line 1: column timestamp is missing: received "Date,Open,High,Low,Close,Vol."',
  ],
  [data('date-header.csv'), 'in any order; rename Date to timestamp, Vol. to volume'],
  [data('no-price.csv'), 'column timestamp is missing: received "Date,Settle", expected timestamp'],
  [data('no-price.csv'), 'in any order; rename Date to timestamp\n'],
  [data('two-closes.csv'), 'two-closes.csv line 1: column close appears twice, expected it once'],
  [data('halves.csv'), '--data: received bars 500 ms apart, expected whole seconds'],
  [data('late.csv.gz'), 'late.csv.gz line 3: close: received "x", expected a number'],
  [data('cut.csv.gz'), '--data cut.csv.gz: neither UTF-8 text nor a sound gzip file, expected a CSV file of bars'],
  [
    yaml('stop.yaml'),
    'stop.yaml: exits.stop_loss_pct: received 2, expected a fraction above 0, at most 1 (0.1 is 10 %)',
  ],
  [yaml('exit-list.yaml'), 'exit-list.yaml: exits: received [0.02], expected a mapping of keys to values'],
  [
    yaml('exit-key.yaml'),
    'exit-key.yaml: exits.stop_los_pct: unknown key, expected only keys of the reference; did you mean stop_loss_pct?',
  ],
  [yaml('time-exit.yaml'), 'time-exit.yaml: exits.time_exit_bars: received 1.5, expected a whole number ≥ 1'],
  [yaml('profit-exit.yaml'), 'profit-exit.yaml: exits.profit_exit_amount: received -5, expected a decimal > 0'],
  [yaml('least.yaml'), 'least.yaml: sizing.position_min_amount: received -1, expected a decimal > 0'],
  [yaml('risk-per-trade.yaml'), 'risk-per-trade.yaml: sizing.risk_per_trade: received 2, expected a fraction above 0'],
  [yaml('ranking.yaml'), 'ranking.yaml: sizing.min_signal_ranking: received 101, expected a ranking from 0 to 100'],
  [yaml('volatility.yaml'), 'volatility.yaml: sizing.volatility_target: received 0, expected a decimal > 0'],
  [yaml('drawdown.yaml'), 'drawdown.yaml: risk.max_drawdown: received 15, expected a fraction above 0, at most 1'],
  [yaml('leverage.yaml'), 'leverage.yaml: risk.max_leverage: received 0, expected a decimal > 0'],
  [yaml('positions.yaml'), 'positions.yaml: risk.max_open_positions: received 0, expected a whole number ≥ 1'],
  [yaml('per-minute.yaml'), 'per-minute.yaml: risk.max_orders_per_minute: received 1.5, expected a whole number ≥ 1'],
  [yaml('hours.yaml'), 'hours.yaml: risk.trading_hours_only: received "yes please", expected true or false'],
  [
    yaml('allow.yaml'),
    'allow.yaml: risk.universe.allow: received [], expected a list of at least one symbol, each once',
  ],
  [yaml('deny.yaml'), 'deny.yaml: risk.universe.deny: received "BTC", expected a list of symbols'],
  [yaml('stranger.yaml'), 'stranger.yaml: risk.universe.allow.0: received "?", expected BASE/QUOTE'],
  [
    yaml('profile.yaml'),
    'profile.yaml: risk.profile: received "brave", expected one of none, conservative, balanced, aggressive',
  ],
  [yaml('window.yaml'), 'window.yaml: risk.correlation_window: received 5, expected a whole number ≥ 10'],
  [yaml('daily-loss.yaml'), 'daily-loss.yaml: risk.max_daily_loss_pct: received "2%", expected a fraction above 0'],
  [yaml('method.yaml'), 'method.yaml: risk.protections.0.method: received "magic", expected one of stoploss_guard'],
  [
    yaml('threshold.yaml'),
    'threshold.yaml: risk.protections.0.threshold: received nothing, expected the drawdown that it takes',
  ],
  [yaml('pause.yaml'), 'pause.yaml: risk.protections.0.pause_bars: received 0, expected a whole number ≥ 1'],
  [yaml('protection.yaml'), 'protection.yaml: risk.protections: received "cooldown", expected a list of protections'],
  [yaml('protection-key.yaml'), 'protection-key.yaml: risk.protections.0.pause_bar: unknown key'],
  [
    yaml('no-tier.yaml'),
    'no-tier.yaml: brokers.sim.fee_tiers: received [], expected a list of tiers, min_volume ascending from 0',
  ],
  [
    yaml('two-fees.yaml'),
    'two-fees.yaml: brokers.sim.commission_bps: received 5, expected either commission_bps or fee_tiers',
  ],
  [yaml('share.yaml'), 'share.yaml: brokers.sim.max_volume_share: received 10, expected a fraction above 0, at most 1'],
  [yaml('latency.yaml'), 'latency.yaml: brokers.sim.latency_ms: received -1, expected a whole number ≥ 0'],
  [yaml('fee-currency.yaml'), 'fee-currency.yaml: brokers.sim.fee_currency: received "EUR", expected quote or base'],
  [
    yaml('maintenance.yaml'),
    'brokers.sim.margin.maintenance_rate: received 0.2, expected a maintenance_rate below 1 ÷ max_leverage',
  ],
  [
    yaml('no-leverage.yaml'),
    'no-leverage.yaml: brokers.sim.margin.max_leverage: received 0.5, expected a max_leverage ≥ 1',
  ],
  [yaml('margin.yaml'), 'margin.yaml: brokers.sim.margin: received true, expected a mapping of keys to values'],
  [yaml('short.yaml'), 'short.yaml: brokers.sim.margin.allow_short: received "maybe", expected true or false'],
  [
    yaml('funding.yaml'),
    'funding.yaml: brokers.sim.margin.funding_rate: received 1, expected a fraction between -1 and 1',
  ],
  [yaml('other-broker.yaml'), 'other-broker.yaml: brokers.alpaca: unknown key'],
  [yaml('broker.yaml'), 'broker.yaml: broker: received "binance", expected sim, alpaca or ccxt:ID (e.g. ccxt:binance)'],
  [
    yaml('no-strategy.yaml'),
    'no-strategy.yaml: strategies: received [], expected a list of at least one strategy, each name once',
  ],
  [
    yaml('strategy-symbol.yaml'),
    'strategy-symbol.yaml: strategies.0.symbols: received BTC/USD, expected one of symbols: SYN/USD',
  ],
  [yaml('rsi.yaml'), 'rsi.yaml: strategies.0.params period: received 0, expected ≥ 1; the parameters of rsi are'],
  [
    yaml('weights.yaml'),
    'weights.yaml: strategies.0.params.weights: received BTC/USD, expected symbols of the strategy: SYN/USD',
  ],
  [yaml('timeframe.yaml'), 'timeframe.yaml: timeframe: received "1week", expected a bar length: 1m, 5m, 1h, 1d'],
  [
    yaml('symbols.yaml'),
    'symbols.yaml: symbols: received ["BTC/USD","BTC-USD"], expected a list of 1 to 90 symbols, each once',
  ],
  [yaml('same-key.yaml'), 'same-key.yaml line 2: Map keys must be unique, expected YAML'],
  [yaml('misplaced.yaml'), 'max_drawdown: unknown key, expected only keys of the reference; did you mean risk.max_dr'],
  [yaml('misplaced.yaml'), 'did you mean risk.max_drawdown? (line 2); see docs/configuration.md\n'],
  [yaml('tab.yaml'), 'tab.yaml line 2: Tabs are not allowed as indentation, expected YAML'],
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
  [['--config', 'later.yaml'], '--config later.yaml: execution: not yet supported'],
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
  [[], 'variable RISK_DAILY_LOSS_LIMIT: risk.max_daily_loss: received "-1", expected', { RISK_DAILY_LOSS_LIMIT: '-1' }],
  [[], 'variable RISK_MAX_EXPOSURE_PCT: risk.max_portfolio_exposure: received "80"', { RISK_MAX_EXPOSURE_PCT: '80' }],
  [[], 'RISK_PROTECTIONS: risk.protections: received "[{", expected a list of protections', { RISK_PROTECTIONS: '[{' }],
  [
    [],
    'RISK_PROTECTIONS: risk.protections.0.method: received "x", expected one of stoploss_guard',
    { RISK_PROTECTIONS: '[{"method":"x"}]' },
  ],
  [[], 'RISK_UNIVERSE_ALLOW: risk.universe.allow.0: received "?", expected BASE/QUOTE', { RISK_UNIVERSE_ALLOW: '?' }],
  [[], 'RISK_PROFILE: risk.profile: received "wild", expected one of none', { RISK_PROFILE: 'wild' }],
  [[], 'RISK_MAX_DRAWDWN: risk.max_drawdwn: unknown key', { RISK_MAX_DRAWDWN: '0.1' }],
  [[], 'MAX_POSITIONS: risk.max_open_positions: received "0", expected a whole number ≥ 1', { MAX_POSITIONS: '0' }],
  [[], 'environment variable RISK___PROTO__: risk.__proto__: unknown key', { RISK___PROTO__: '1' }],
  [[], 'variable STOP_LOSS_PCT: exits.stop_loss_pct: received "2", expected a fraction', { STOP_LOSS_PCT: '2' }],
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
