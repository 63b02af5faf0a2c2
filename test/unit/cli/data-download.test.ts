import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBarFile } from '#cli/bars/read-bars.ts';
import type { DownloadFlags } from '#cli/data/download-options.ts';
import { runDownload } from '#cli/data/run-download.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import {
  type Answer,
  CUT_CONNECTION,
  CUT_JSON,
  CUT_ROWS,
  DROPPED,
  FakeVenue,
  fakeBars,
  HTML_502,
  say,
} from '../../support/fake-venue.ts';
import { runCli } from '../../support/run-cli.ts';

const T0 = Date.UTC(2024, 0, 1);
const HEADER = 'timestamp,open,high,low,close,volume';

describe('tidegate data download', () => {
  let venue: FakeVenue;
  let folder: string;
  let waits: number[];
  let stderr: string;
  let stdout: string;
  let now: number;

  beforeEach(async () => {
    venue = await FakeVenue.start();
    folder = mkdtempSync(join(tmpdir(), 'tidegate-download-'));
    waits = [];
    [stdout, stderr] = ['', ''];
    now = T0 + 10_000 * MINUTE;
  });
  afterEach(async () => {
    await venue.stop();
    rmSync(folder, { recursive: true });
    process.exitCode = undefined;
  });

  const file = (name = 'bars.csv') => join(folder, name);
  const rows = (name?: string) => readFileSync(file(name), 'utf8').trimEnd().split('\n');
  const flags = (more: Partial<DownloadFlags> = {}): DownloadFlags => ({
    from: 'alpaca',
    symbol: 'BTC/USD',
    timeframe: '1m',
    start: '2024-01-01',
    out: file(),
    ...more,
  });
  const ccxt = { from: 'ccxt:binance', symbol: 'BTC/USDT' };
  const download = (more: Partial<DownloadFlags> = {}, env: Record<string, string> = venue.env) =>
    runDownload(
      flags(more),
      {
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
        env,
      },
      {
        now: () => now,
        random: () => 0.5,
        sleep: async (milliseconds) => waits.push(milliseconds),
      },
    );

  it.each([
    ['Alpaca', {}, 4],
    ['Binance through CCXT', ccxt, 4],
  ])(
    'Given several pages of %s, Then every bar is there once, with every digit, and a replay reads it',
    async (_venue, source, pages) => {
      venue.bars = fakeBars(T0, 10);
      venue.pageSize = 3;
      await download({ ...source, end: new Date(T0 + 10 * MINUTE).toISOString() });
      expect(rows()).toHaveLength(11);
      expect(rows()[0]).toBe(HEADER);
      expect(rows()[4]).toBe('2024-01-01T00:03:00Z,100.5,107.2,99.1,103.12345678901234563,3.000000001');
      expect(readBarFile(file()).rows.length).toBe(10);
      expect(venue.pages).toHaveLength(pages);
      expect(stdout).toContain('10 bars added');
      expect(stdout).toContain('good: nothing found');
      expect(stderr).toContain('100 % (10 bars, up to 2024-01-01T00:09:00Z)');
    },
  );

  it('Given JSON numbers with more digits than a float, When CCXT reads them, Then none is lost', async () => {
    const row = `[${T0},0.00000000123456789012,1234567890123.123456789,4e-10,1e-9,10.50]`;
    venue.routes.set('/api/v3/klines', (response, _request, url) =>
      response.end(Number(url.searchParams.get('startTime')) === T0 ? `[${row}]` : '[]'),
    );
    await download({ ...ccxt, end: '2024-01-01T00:10:00Z' });
    expect(rows()[1]).toBe(
      '2024-01-01T00:00:00Z,0.00000000123456789012,1234567890123.123456789,0.0000000004,0.000000001,10.5',
    );
  });

  it.each<[string, Answer, object, number[] | null]>([
    ['429 with Retry-After', say('slow down', 429, { 'retry-after': '7' }), {}, [7_000]],
    [
      '429 with a date',
      say('slow', 429, { 'retry-after': 'Mon, 01 Jan 2024 00:00:09 GMT', date: 'Mon, 01 Jan 2024 00:00:00 GMT' }),
      {},
      [9_000],
    ],
    ['429 without', say('slow down', 429), {}, [250]],
    ['an HTML 502', HTML_502, {}, [250]],
    ['JSON that is cut', CUT_JSON, {}, [250]],
    ['a dropped connection', DROPPED, {}, [250]],
    ['a connection that drops in an answer', CUT_CONNECTION, {}, [250]],
    ['429 with Retry-After', say('{"code":-1003,"msg":"x"}', 429, { 'retry-after': '7' }), ccxt, [7_000]],
    ['418 without', say('{"code":-1003,"msg":"x"}', 418), ccxt, [250]],
    ['an HTML 502', HTML_502, ccxt, [250]],
    ['JSON that is cut', CUT_ROWS, ccxt, [250]],
    ['a dropped connection', DROPPED, ccxt, [250]],
  ])(
    'Given a 503 and then %s, Then it waits, asks again and misses nothing',
    async (_fault, fault, source, expected) => {
      venue.bars = fakeBars(T0, 6);
      venue.pageSize = 3;
      venue.faults.push((response, request, url) => {
        venue.faults.push(fault);
        const path = `${url.pathname}`;
        expect(path).toMatch(/bars|klines/);
        response.writeHead(503).end();
        void request;
      });
      await download({ ...source, end: '2024-01-01T00:06:00Z' });
      expect(rows()).toHaveLength(7);
      expect(waits.slice(1)).toEqual(expected?.[0] === 250 ? [500] : expected);
      expect(stderr).toMatch(/asking again in/);
    },
  );

  it('Given null bars and a page without the symbol, Then the other pages are all there', async () => {
    const bar = (minute: number) => `{"t":"2024-01-01T00:0${minute}:00Z","o":1,"h":1,"l":1,"c":1,"v":0}`;
    const pages = [
      '{"bars":null,"next_page_token":"a"}',
      `{"bars":{"BTC/USD":[${bar(0)},${bar(1)}]},"next_page_token":"b"}`,
      '{"bars":{"ETH/USD":[]},"next_page_token":"c"}',
      `{"bars":{"BTC/USD":[${bar(1)},${bar(2)}]},"next_page_token":null}`,
    ];
    for (const page of pages) venue.faults.push(say(page));
    await download();
    expect(rows().map((row) => row.slice(0, 17))).toEqual([
      HEADER.slice(0, 17),
      ...[0, 1, 2].map((minute) => `2024-01-01T00:0${minute}:`),
    ]);
    expect(venue.authorised.every(Boolean)).toBe(true);
  });

  it('Given a token that comes again and again, Then it fails instead of asking for ever', async () => {
    venue.routes.set('/v1beta3/crypto/us/bars', say('{"bars":{},"next_page_token":"same"}'));
    await expect(download()).rejects.toThrow('same next_page_token');
  });

  it.each(['{}', 'null'])(
    'Given an exchange that answers %s, Then it fails instead of taking it for a hole',
    async (answer) => {
      venue.routes.set('/api/v3/klines', say(answer));
      await expect(download(ccxt)).rejects.toThrow(`binance bars: received ${answer}, expected a list`);
    },
  );

  it('Given a bar that is still open, and one that is impossible, Then neither is written', async () => {
    venue.bars = fakeBars(T0, 5);
    venue.bars[1] = { time: T0 + MINUTE, numbers: ['5', '4', '3', '3', '1'] };
    now = T0 + 4.5 * MINUTE;
    await download();
    expect(
      rows()
        .slice(1)
        .map((row) => row.slice(14, 16)),
    ).toEqual(['00', '02', '03']);
    expect(stderr).toContain('the bar of 2024-01-01T00:01:00Z is left out: received open 5, high 4');
    expect(stdout).toContain('1 bar is missing after 2024-01-01T00:00:00Z');
  });

  it.each(['bars.csv', 'bars.csv.gz'])(
    'Given a venue that fails for good in the middle, Then %s keeps what came, and the same command finishes it byte for byte',
    async (name) => {
      venue.bars = fakeBars(T0, 9);
      venue.pageSize = 3;
      const end = '2024-01-01T00:09:00Z';
      await download({ out: file(`whole-${name}`), end });
      let requests = 0;
      const fail: Answer = (response, _request, url) => {
        requests += 1;
        if (requests <= 1) venue.routes.delete(url.pathname);
        response.writeHead(403).end('{"message":"forbidden"}');
      };
      venue.faults.push((response, request, url) => {
        venue.routes.set(url.pathname, fail);
        response.end(
          `{"bars":{"BTC/USD":[${['0', '1', '2'].map((m) => barText(Number(m), venue)).join()}]},"next_page_token":"3"}`,
        );
        void request;
      });
      await expect(download({ out: file(name), end })).rejects.toThrow(
        /status 403[\s\S]*has all bars up to 2024-01-01T00:02:00Z; the same command goes on/,
      );
      await download({ out: file(name), end });
      expect(readFileSync(file(name))).toEqual(readFileSync(file(`whole-${name}`)));
      expect(stderr).toContain('going on after 2024-01-01T00:02:00Z');
      expect(readdirSync(folder).filter((entry) => entry.includes('.part') || entry.includes('.tmp'))).toEqual([]);
      if (name.endsWith('.gz'))
        expect(
          gunzipSync(readFileSync(file(name)))
            .toString()
            .split('\n'),
        ).toHaveLength(11);
    },
  );

  it.each([1, 20, 36, 60, 100])(
    'Given a file that ends after %d bytes, Then it is finished byte for byte',
    async (bytes) => {
      venue.bars = fakeBars(T0, 9);
      const end = '2024-01-01T00:09:00Z';
      await download({ end });
      const whole = readFileSync(file());
      truncateSync(file(), whole.length - bytes);
      await download({ end });
      expect(readFileSync(file())).toEqual(whole);
      truncateSync(file(), bytes);
      await download({ end });
      expect(readFileSync(file())).toEqual(whole);
    },
  );

  it('Given a whole file and a later end, Then just the new bars are asked for, packed or not', async () => {
    venue.bars = fakeBars(T0, 9);
    for (const out of [file(), file('packed.csv.gz')]) {
      await download({ out, end: '2024-01-01T00:05:00Z' });
      await download({ out, end: '2024-01-01T00:09:00Z' });
      expect(venue.pages.at(-1)?.searchParams.get('start')).toBe('2024-01-01T00:04:00.001Z');
      expect(readBarFile(out).rows.length).toBe(9);
      const before = venue.pages.length;
      await download({ out, end: '2024-01-01T00:05:00Z' });
      expect(venue.pages).toHaveLength(before);
    }
  });

  it.each([
    ['another symbol', { symbol: 'ETH/USD' }, 'it was begun with symbol BTC/USD, received ETH/USD'],
    ['another bar length', { timeframe: '5m' }, 'it was begun with timeframe 1m, received 5m'],
    ['another start', { start: '2023-01-01' }, 'it was begun with start 2024-01-01T00:00:00Z'],
  ])('Given a file with %s, Then it is refused and left as it is', async (_case, more, text) => {
    venue.bars = fakeBars(T0, 3);
    await download();
    const before = readFileSync(file());
    await expect(download(more)).rejects.toThrow(text);
    expect(readFileSync(file())).toEqual(before);
  });

  it('Given a file whose note is gone, Then the file itself says where to go on', async () => {
    venue.bars = fakeBars(T0, 9);
    await download({ end: '2024-01-01T00:09:00Z' });
    const whole = readFileSync(file());
    truncateSync(file(), whole.length - 100);
    rmSync(`${file()}.download.json`);
    await download({ end: '2024-01-01T00:09:00Z' });
    expect(readFileSync(file())).toEqual(whole);
  });

  it('Given half a row of a bar that the venue no longer has, Then it is cut off', async () => {
    venue.bars = fakeBars(T0, 9);
    await download({ end: '2024-01-01T00:09:00Z' });
    const whole = readFileSync(file(), 'utf8');
    truncateSync(file(), whole.length - 10);
    venue.bars.pop();
    await download({ end: '2024-01-01T00:09:00Z' });
    expect(readFileSync(file(), 'utf8')).toBe(whole.slice(0, whole.indexOf('2024-01-01T00:08')));
  });

  it('Given an exchange that looks at a window only, Then a hole in its bars is no end', async () => {
    const bars = [...fakeBars(T0, 3), ...fakeBars(T0 + 4_000 * MINUTE, 3)];
    venue.routes.set('/api/v3/klines', (response, _request, url) => {
      const since = Number(url.searchParams.get('startTime'));
      const seen = bars.filter(({ time }) => time >= since && time < since + 1_000 * MINUTE);
      response.end(`[${seen.map(({ time, numbers }) => `[${time},${numbers.join()}]`).join()}]`);
    });
    await download({ ...ccxt, end: new Date(T0 + 5_000 * MINUTE).toISOString() });
    expect(rows()).toHaveLength(7);
    expect(stdout).toContain('3997 bars are missing after 2024-01-01T00:02:00Z');
  });

  it('Given somebody else who writes to the file, Then it fails and leaves it whole', async () => {
    venue.bars = fakeBars(T0, 9);
    venue.pageSize = 3;
    venue.faults.push((response) => {
      writeFileSync(file(), `${HEADER}\n2020-01-01T00:00:00Z,1,1,1,1,1\n`);
      response.writeHead(503).end();
    });
    await expect(download({ end: '2024-01-01T00:09:00Z' })).rejects.toThrow('somebody else writes to it');
    expect(rows()).toHaveLength(2);
  });

  it('Given a file that is something else, Then it is refused and left as it is', async () => {
    writeFileSync(file(), 'name,age\nme,7\n');
    await expect(download()).rejects.toThrow('it is not of a download');
    expect(readFileSync(file(), 'utf8')).toBe('name,age\nme,7\n');
  });

  it('Given no bars at all, Then it fails and writes nothing', async () => {
    await expect(download()).rejects.toThrow('alpaca has no bars of BTC/USD from 2024-01-01T00:00:00Z');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('Given CCXT, Then a market or bar length that the exchange has not is bad input, and no key is needed', async () => {
    const env = { CCXT_BINANCE_BASE_URL: venue.url };
    await expect(download({ ...ccxt, symbol: 'ETH/USDT' }, env)).rejects.toThrow(
      '--symbol: received ETH/USDT, expected a market of binance',
    );
    venue.bars = fakeBars(T0, 3);
    await download(ccxt, env);
    expect(rows()).toHaveLength(4);
  });

  it('Given equities, Then feed and adjustment are asked for', async () => {
    venue.bars = fakeBars(T0, 3);
    await download({ symbol: 'SPY', feed: 'sip', adjustment: 'split' });
    const query = venue.pages[0]?.searchParams;
    expect([query?.get('feed'), query?.get('adjustment'), query?.get('limit')]).toEqual(['sip', 'split', '10000']);
  });

  it.each([
    ['a source', ['--from', 'yahoo'], '--from: received "yahoo", expected alpaca or ccxt:ID'],
    ['an exchange', ['--from', 'ccxt:nope'], '--from: received "ccxt:nope", expected an exchange of CCXT'],
    ['a symbol', ['--symbol', 'B T C'], '--symbol: received "B T C"'],
    ['a bar length', ['--timeframe', '7m'], '--timeframe: received "7m", expected one of 1m, 5m'],
    ['a start', ['--start', 'yesterday'], '--start: received "yesterday", expected ISO-8601'],
    ['a start to come', ['--start', '2999-01-01'], '--start: received "2999-01-01", expected a time in the past'],
    ['an end', ['--end', '2023-01-01'], '--end: received "2023-01-01", expected a time after --start'],
    ['Parquet', ['--out', 'x.parquet'], 'Parquet is not yet supported'],
    ['a folder that is not there', ['--out', 'no/such/x.csv'], 'no/such does not'],
    ['a feed of pairs', ['--feed', 'sip'], 'no --feed: only Alpaca'],
    ['an equity of an exchange', ['--from', 'ccxt:binance', '--symbol', 'SPY'], 'binance has no equities'],
  ])('Given %s that is none, Then it ends with exit 2 and writes nothing', async (_case, more, text) => {
    const given = { from: 'alpaca', symbol: 'BTC/USD', timeframe: '1m', start: '2024-01-01', out: file() };
    const replaced = Object.entries(given).filter(([name]) => !more.includes(`--${name}`));
    const argv = ['data', 'download', ...replaced.flatMap(([name, value]) => [`--${name}`, value]), ...more];
    const result = await runCli(argv, venue.env);
    expect(result.stderr).toContain(text);
    expect(result.code).toBe(2);
    expect(result.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect([existsSync(file()), venue.pages.length]).toEqual([false, 0]);
  });

  it.each([
    ['no keys', {}, 'APCA_API_KEY_ID or ALPACA_API_KEY: not set'],
    ['plain http to elsewhere', { APCA_API_DATA_URL: 'http://example.com' }, 'APCA_API_DATA_URL: received no https'],
  ])('Given %s, Then it ends with exit 2', async (_case, more, text) => {
    const env = _case === 'no keys' ? {} : { ...venue.env, ...more };
    await expect(download({}, env)).rejects.toThrow(text);
  });

  it('Given the other names of the keys, Then they do', async () => {
    venue.bars = fakeBars(T0, 1);
    await download({}, { ALPACA_API_KEY: 'KEY-ID-7', ALPACA_SECRET_KEY: 'S', APCA_API_DATA_URL: venue.url });
    expect(venue.authorised).toEqual([true]);
  });
});

function barText(index: number, venue: FakeVenue): string {
  const [o, h, l, c, v] = venue.bars[index]?.numbers ?? [];
  return `{"t":"${new Date(venue.bars[index]?.time ?? 0).toISOString()}","o":${o},"h":${h},"l":${l},"c":${c},"v":${v}}`;
}
