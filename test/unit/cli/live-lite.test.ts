import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveFlags } from '#cli/live/live-options.ts';
import { runLive } from '#cli/live/run-live.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { DROPPED, FakeVenue, HTML_502, say } from '../../support/fake-venue.ts';
import { LiveMarket, waves } from '../../support/live-market.ts';
import { runCli } from '../../support/run-cli.ts';

const T0 = Date.UTC(2026, 0, 5, 12, 0);
const FILES = ['pnl.csv', 'trade_log.json', 'fills.csv', 'risk.csv', 'report.html', 'summary.json'];

describe('tidegate paper --mode live-lite', () => {
  let venue: FakeVenue;
  let folder: string;
  let stderr: string;
  let stdout: string;

  beforeEach(async () => {
    venue = await FakeVenue.start();
    folder = mkdtempSync(join(tmpdir(), 'tidegate-live-'));
    [stderr, stdout] = ['', ''];
  });
  afterEach(async () => {
    await venue.stop();
    rmSync(folder, { recursive: true });
  });

  const out = (name = 'out') => join(folder, name);
  const SMA = { policy: 'sma_fast_slow', param: ['fast=3', 'slow=8'] };
  const follow = (market: LiveMarket, flags: Partial<LiveFlags> = {}) =>
    runLive(
      { symbol: 'BTC/USD', out: out(), durationMinutes: '60', ...flags },
      {
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
        env: venue.env,
      },
      market.world,
    );
  const summary = (name?: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(out(name), 'summary.json'), 'utf8'));
  const pnlTimes = () =>
    readFileSync(join(out(), 'pnl.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.slice(11, 16));

  it('Given an hour without history, Then its files are those of a replay of the bars that it kept, byte for byte', async () => {
    const bars = waves(T0, 60);
    await follow(new LiveMarket(venue, bars, T0), { ...SMA, commissionBps: '10', slippageBps: '5', stopLossPct: '2' });
    const bars60 = join(out(), 'bars-BTC-USD.csv');
    expect(readFileSync(bars60, 'utf8').trimEnd().split('\n')).toHaveLength(61);
    expect(summary()).toMatchObject({ bars: 60, duration_minutes: 60 });
    expect(summary()['trades_executed']).toBeGreaterThan(4);
    const argv = [
      'paper',
      '--data',
      bars60,
      '--symbol',
      'BTC/USD',
      '--policy',
      SMA.policy,
      '--param',
      'fast=3',
      '--param',
      'slow=8',
    ];
    const replay = await runCli([
      ...argv,
      '--commission-bps',
      '10',
      '--slippage-bps',
      '5',
      '--stop-loss-pct',
      '2',
      '--out',
      out('replay'),
    ]);
    expect(replay.code).toBe(0);
    const read = (name: string, file: string) => withoutIds(readFileSync(join(out(name), file), 'utf8'));
    for (const file of FILES) expect(read('out', file)).toBe(read('replay', file));
    expect(stdout).toContain(`files: ${out()}`);
    expect(stderr).toContain('warmed up on 0 bars of BTC/USD: the strategies ask for 9');
  });

  it('Given history, Then strategies step over it without trading, and trade on the first live bar that crosses', async () => {
    const bars = waves(T0 - 30 * MINUTE, 60);
    await follow(new LiveMarket(venue, bars, T0), { ...SMA, durationMinutes: '30' });
    expect(stderr).toContain('warmed up on 10 bars of BTC/USD');
    expect(summary()).toMatchObject({ bars: 30 });
    expect(pnlTimes()[0]).toBe('12:00');
    const [warm] = JSON.parse(readFileSync(join(out(), 'trade_log.json'), 'utf8')) as { entry_time: string }[];
    const all = join(folder, 'all.csv');
    const rows = bars.map(({ time, numbers }) => `${new Date(time).toISOString()},${numbers.join()}`);
    writeFileSync(all, `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`);
    await runCli([
      'paper',
      '--data',
      all,
      '--symbol',
      'BTC/USD',
      '--policy',
      SMA.policy,
      '--param',
      'fast=3',
      '--param',
      'slow=8',
      '--out',
      out('all'),
    ]);
    const trades = JSON.parse(readFileSync(join(out('all'), 'trade_log.json'), 'utf8')) as { entry_time: string }[];
    const first = trades.find(({ entry_time }) => Date.parse(entry_time) > T0);
    expect(warm?.entry_time).toBe(first?.entry_time);
    expect(trades.some(({ entry_time }) => Date.parse(entry_time) < T0)).toBe(true);
  });

  it('Given a start in the middle of a minute, Then the first bar is the next one to close, and none that is open is read', async () => {
    await follow(new LiveMarket(venue, waves(T0, 10), T0 + 90_000), { policy: 'buy_hold', durationMinutes: '5' });
    expect(pnlTimes()).toEqual(['12:01', '12:02', '12:03', '12:04', '12:05']);
    const ends = venue.pages.map((url) => Date.parse(url.searchParams.get('end') ?? ''));
    expect(Math.max(...ends)).toBeLessThanOrEqual(T0 + 6.5 * MINUTE);
  });

  it('Given a bar that never comes, Then it is noted and the others go on', async () => {
    const market = new LiveMarket(venue, waves(T0, 8), T0, ({ time }) =>
      time === T0 + 3 * MINUTE ? null : time + MINUTE,
    );
    await follow(market, { policy: 'buy_hold', durationMinutes: '8' });
    expect(stderr).toContain('note: no bars of BTC/USD from 2026-01-05T12:03:00Z to 2026-01-05T12:04:00Z');
    expect(pnlTimes()).toEqual(['12:00', '12:01', '12:02', '12:04', '12:05', '12:06', '12:07']);
  });

  it('Given a bar that comes after the next one, Then it is noted and history stays as it was', async () => {
    const market = new LiveMarket(
      venue,
      waves(T0, 8),
      T0,
      ({ time }) => time + (time === T0 + 3 * MINUTE ? 3.2 * MINUTE : MINUTE),
    );
    await follow(market, { policy: 'buy_hold', durationMinutes: '8' });
    expect(stderr.match(/the bar of BTC\/USD at 2026-01-05T12:03:00Z came too late/g)).toHaveLength(1);
    expect(pnlTimes()).not.toContain('12:03');
    expect(readFileSync(join(out(), 'bars-BTC-USD.csv'), 'utf8')).not.toContain('T12:03');
  });

  it('Given a bar that comes some seconds late, Then it is waited for', async () => {
    const market = new LiveMarket(venue, waves(T0, 5), T0, ({ time }) => time + MINUTE + 14_000);
    await follow(market, { policy: 'buy_hold', durationMinutes: '5' });
    expect(pnlTimes()).toEqual(['12:00', '12:01', '12:02', '12:03', '12:04']);
    expect(stderr).not.toContain('note:');
  });

  it('Given SIGINT, Then it stops at once and writes what there is', async () => {
    const market = new LiveMarket(venue, waves(T0, 60), T0);
    market.onSleep = (now) => {
      if (now >= T0 + 10 * MINUTE) market.interrupt();
    };
    const { durationMinutes: _all, ...forEver } = {
      durationMinutes: '',
      policy: 'buy_hold',
      symbol: 'BTC/USD',
      out: out(),
    };
    await runLive(
      forEver,
      {
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
        env: venue.env,
      },
      market.world,
    );
    expect(summary()).toMatchObject({ bars: 9, trades_executed: 1 });
    expect(readdirSync(out()).sort()).toEqual([...FILES, 'bars-BTC-USD.csv'].sort());
    expect(stderr).toContain('until SIGINT');
  });

  it('Given a venue that is away for some minutes, Then it is told once and nothing is missed', async () => {
    const market = new LiveMarket(venue, waves(T0, 12), T0);
    market.onSleep = (now) => {
      const isAway = now > T0 + 3 * MINUTE && now < T0 + 6 * MINUTE;
      if (isAway) venue.routes.set('/v1beta3/crypto/us/bars', HTML_502);
      else venue.routes.delete('/v1beta3/crypto/us/bars');
    };
    await follow(market, { policy: 'buy_hold', durationMinutes: '12' });
    expect(stderr.match(/warning: GET .*status 502.*asking on/g)).toHaveLength(1);
    expect(summary()).toMatchObject({ bars: 12 });
    expect(stderr).not.toContain('note: no bars');
    expect(stderr).toMatch(
      /note: the bar at 2026-01-05T12:03:00Z is known \d+ s after its close: nothing is decided on it/,
    );
  });

  it('Given a signal on a bar that was known too late, Then nothing is decided on it', async () => {
    const market = new LiveMarket(venue, waves(T0, 6), T0, ({ time }) => Math.max(time + MINUTE, T0 + 4 * MINUTE));
    await follow(market, { policy: 'buy_hold', durationMinutes: '6' });
    expect(summary()).toMatchObject({ bars: 6, trades_executed: 0, orders_submitted: 0 });
  });

  it.each([
    ['a dropped connection', DROPPED],
    ['keys that are refused', say('{"message":"forbidden"}', 403)],
  ])('Given %s at the history, Then it fails and writes nothing', async (_case, answer) => {
    venue.routes.set('/v1beta3/crypto/us/bars', answer);
    await expect(follow(new LiveMarket(venue, [], T0), SMA)).rejects.toThrow(/^GET/);
    expect(existsSync(out())).toBe(false);
  });

  it('Given a market that is closed, Then it says so and writes nothing', async () => {
    await expect(follow(new LiveMarket(venue, [], T0), { policy: 'buy_hold', durationMinutes: '3' })).rejects.toThrow(
      'no bar of BTC/USD closed in that time',
    );
    expect(existsSync(out())).toBe(false);
  });

  it('Given an exchange of CCXT, Then it follows its bars without keys', async () => {
    await follow(new LiveMarket(venue, waves(T0, 6), T0), {
      from: 'ccxt:binance',
      symbol: 'BTC/USDT',
      policy: 'buy_hold',
      durationMinutes: '6',
    });
    expect(summary()).toMatchObject({ bars: 6, trades_executed: 1 });
    expect(venue.authorised).not.toContain(true);
  });

  it('Given several symbols of a configuration, Then each has its bars, and a missing one holds up no other', async () => {
    const config = join(folder, 'two.yaml');
    writeFileSync(
      config,
      'symbols: [BTC/USD, ETH/USD]\ntimeframe: 1m\nstrategies: [{ name: hold, policy: buy_hold }]\nsizing: { position_size_pct: 0.4 }\n',
    );
    const { symbol: _one, ...flags } = { symbol: '', config, out: out(), durationMinutes: '5' };
    await runLive(
      flags,
      { stdout: { write: (text: string) => (stdout += text) }, stderr: { write: () => true }, env: venue.env },
      new LiveMarket(venue, waves(T0, 5), T0).world,
    );
    expect(summary()).toMatchObject({ bars: 10, trades_executed: 2 });
    expect(readdirSync(out()).filter((name) => name.startsWith('bars-'))).toEqual([
      'bars-BTC-USD.csv',
      'bars-ETH-USD.csv',
    ]);
  });

  it('Given a folder with the bars of another run, Then it is refused', async () => {
    await follow(new LiveMarket(venue, waves(T0, 3), T0), { policy: 'buy_hold', durationMinutes: '3' });
    for (const file of FILES) rmSync(join(out(), file));
    await expect(follow(new LiveMarket(venue, waves(T0, 3), T0))).rejects.toThrow(
      'it holds another run (bars-BTC-USD.csv)',
    );
  });
});

/** Client order ids are of the session, whose key tells live-lite from replay. */
function withoutIds(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{32}\b/g, 'ID');
}
