import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { runCli } from '../../support/run-cli.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const folder = mkdtempSync(join(tmpdir(), 'tidegate-check-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

const report = z.object({
  usable: z.boolean(),
  files: z.array(
    z.object({
      symbol: z.nullable(z.string()),
      bars: z.number(),
      first: z.nullable(z.string()),
      timeframe_seconds: z.nullable(z.number()),
      market: z.string(),
      sha256: z.nullable(z.string()),
      usable: z.boolean(),
      findings: z.array(
        z.object({
          kind: z.string(),
          severity: z.string(),
          count: z.number(),
          examples: z.array(z.object({ line: z.nullable(z.number()), time: z.nullable(z.string()), text: z.string() })),
        }),
      ),
    }),
  ),
});

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Minutes since 1970 at a price of 1; `row` replaces what follows the time. */
function file(rows: readonly (number | readonly [minute: number, row: string])[]): string {
  const lines = rows.map((row) => {
    const [minute, rest] = typeof row === 'number' ? [row, '1,2,1,1,1'] : row;
    return `${minute * 60},${rest}\n`;
  });
  return `${HEADER}\n${lines.join('')}`;
}

async function check(...argv: readonly string[]) {
  const { code, stdout } = await runCli(['data', 'check', '--json', ...argv]);
  return { code, ...report.parse(JSON.parse(stdout)) };
}

/** `kind count @lines` of each finding. */
async function findingsIn(content: string | Buffer): Promise<string[]> {
  const { files } = await check(write('bars.csv', content));
  return (files[0]?.findings ?? []).map(
    ({ kind, count, examples }) => `${kind} ${count} @${examples.map(({ line }) => line ?? '-').join()}`,
  );
}

describe('tidegate data check', () => {
  it.each<[string, string | Buffer, string[]]>([
    ['a sound file', file([0, 1, 2, 3]), []],
    ['a hole', file([0, 1, 4, 5]), ['gap 1 @4']],
    ['a duplicate', file([0, 1, 1, 2]), ['duplicate 1 @4']],
    ['one time three times', file([0, 1, 1, 1, 2]), ['duplicate 2 @4,5']],
    ['a row too late', file([0, 2, 1, 3]), ['wrong_order 1 @4']],
    ['a row again, and too late', file([0, 1, 2, 3, 1]), ['wrong_order 1 @6', 'duplicate 1 @6']],
    ['the newest first', file([3, 2, 1, 0]), ['wrong_order 3 @3,4,5']],
    ['a word for a price, in its place', file([0, [1, 'x,1,1,1,1'], 2]), ['not_a_number 1 @3']],
    ['a price of 0', file([0, [1, '0,1,0,1,1'], 2]), ['price 1 @3']],
    ['an open above the high', file([0, [1, '3,2,1,1,1'], 2]), ['ohlc 1 @3']],
    ['a high below the low', file([0, [1, '1,1,2,1,1'], 2]), ['ohlc 1 @3']],
    ['a negative volume', file([0, [1, '1,1,1,1,-1'], 2]), ['negative_volume 1 @3']],
    ['no volume', file([0, [1, '1,1,1,1,0'], 2]), ['zero_volume 1 @3']],
    ['a row that is too long', file([0, 1, [2, '1,1,1,1,1,1'], 3]), ['malformed_row 1 @4', 'gap 1 @5']],
    ['a time that is none', `${file([0, 1])}soon,1,1,1,1,1\n120,1,1,1,1,1\n`, ['timestamp 1 @4']],
    ['quotes without end', `${file([0, 1])}"120,1,1,1,1,1\n`, ['malformed_row 1 @4']],
    ['half seconds', `${HEADER}\n0,1,1,1,1,1\n0.5,1,1,1,1,1\n`, ['spacing 1 @-']],
    [
      'six of a kind',
      file([0, 1, 2, 3, 4, 5].map((minute) => [minute, '1,2,1,1,-1'])),
      ['negative_volume 6 @2,3,4,5,6'],
    ],
    ['no column close', 'timestamp,open\n0,1\n1,1\n', ['header 1 @1']],
    ['nothing', '', ['empty 1 @-']],
    ['a header alone', `${HEADER}\n`, ['empty 1 @-']],
    ['gzip', gzipSync(file([0, 1, 4])), ['gap 1 @4']],
    ['a gzip file that is cut', gzipSync(file([0, 1, 4])).subarray(0, 30), ['unreadable 1 @-']],
    ['no text', Buffer.from([0xff, 0xfe, 0x74, 0x00]), ['unreadable 1 @-']],
  ])('Given %s, Then it is read to the end and told with the lines', async (_, content, expected) => {
    expect(await findingsIn(content)).toEqual(expected);
  });

  it('Given warnings, Then exit 0; given one fault in one of two files, Then exit 1 and both are told', async () => {
    const odd = write('odd.csv', file([0, 1, 4]));
    const wrong = write('wrong.csv', file([0, 0]));
    const { code, usable, files } = await check(`SPY=${odd}`);
    expect([code, usable, files[0]?.symbol, files[0]?.market]).toEqual([0, true, 'SPY', 'sessions']);
    const both = await check(odd, `BTC-USD=${wrong}`);
    expect(both.code).toBe(1);
    expect(both.files.map((one) => [one.symbol, one.usable])).toEqual([
      [null, true],
      ['BTC/USD', false],
    ]);
  });

  it('Given a timeframe, Then bars are held against it', async () => {
    const { files } = await check(write('five.csv', file([0, 5, 10])), '--timeframe', '1m');
    expect(files[0]).toMatchObject({ timeframe_seconds: 60, findings: [{ kind: 'gap', count: 2 }] });
  });

  it('Given no --json, Then a table says what was found, where, and whether a replay takes the file', async () => {
    const path = write('table.csv', file([0, 1, 4, [5, '1,1,1,1,x']]));
    const { code, stdout, stderr } = await runCli(['data', 'check', `BTCUSDT=${path}`]);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        `BTC/USDT ${path}`,
        '  3 bars from 1970-01-01T00:00:00Z to 1970-01-01T00:05:00Z, 60 s apart, always open',
        '  error    not a number  1',
        '    line 5 1970-01-01T00:05:00Z: volume: received "x", expected a number',
        '  warning  gap           1',
        '    line 4 1970-01-01T00:04:00Z: 2 bars are missing after 1970-01-01T00:01:00Z',
        '  a replay refuses this file',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [['none.csv'], 'data check none.csv: no such file, expected a CSV file of bars'],
    [['bars', '--timeframe', 'soon'], '--timeframe: received "soon", expected a bar length'],
    [['bars'], 'data check bars: it is a directory'],
    [[], 'missing required argument'],
  ])('Given %j, Then exit 2 and the message names it', async (argv, message) => {
    const { code, stderr, stdout } = await runCli(['data', 'check', ...argv]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
