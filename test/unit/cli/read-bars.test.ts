import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { parseBars } from '#cli/bars/parse-bars.ts';
import { closeBars, readBarFile, smallestSpacing } from '#cli/bars/read-bars.ts';
import { UsageError } from '#cli/usage-error.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const GOOD = '2024-01-15T00:00:00Z,10,12,9,11,5';
const folder = mkdtempSync(join(tmpdir(), 'tidegate-bars-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('parseBars', () => {
  it('Given columns in another order and further ones, Then they are found by name', () => {
    const csv = 'note,volume,close,low,high,open,timestamp\n"a, b",5,11,9,12,10,1705276800\n';
    const [row] = parseBars(csv, 'f.csv').rows;
    expect(row?.openTime).toBe(Date.UTC(2024, 0, 15));
    expect([row?.open, row?.high, row?.low, row?.close, row?.volume].map(String)).toEqual(['10', '12', '9', '11', '5']);
  });

  it.each([
    ['CRLF', `${HEADER}\r\n${GOOD}\r\n`],
    ['no newline at the end', `${HEADER}\n${GOOD}`],
    ['blank lines', `\n${HEADER}\n\n${GOOD}\n\n`],
    ['mixed line ends', `${HEADER}\r\n${GOOD}\n`],
    ['spaces around fields', `${HEADER.replaceAll(',', ' , ')}\n${GOOD.replaceAll(',', ' , ')}\n`],
  ])('Given %s, Then the bar is read', (_, csv) => {
    expect(parseBars(csv, 'f.csv').rows).toHaveLength(1);
  });

  it('Given exponents, Then the numbers are exact', () => {
    const [row] = parseBars(`${HEADER}\n0,4e-05,4.1e-05,3.9E-5,4e-05,1e3\n`, 'f.csv').rows;
    expect([row?.open, row?.volume].map((value) => value?.toFixed())).toEqual(['0.00004', '1000']);
  });

  it('Given prices beyond the precision of floats, Then they are compared exactly', () => {
    const csv = `${HEADER}\n0,1.00000000000000000001,1.00000000000000000002,1,1.00000000000000000003,1\n`;
    expect(() => parseBars(csv, 'f.csv')).toThrow('line 2: close');
  });

  it.each([
    ['', 'f.csv: the file is empty, expected the header'],
    ['\n\n', 'f.csv: the file is empty'],
    [`${HEADER}\n`, 'f.csv: received a header and no bars'],
    [`timestamp,open,high,low,close\n${GOOD}\n`, 'f.csv line 1: column volume is missing'],
    [`${HEADER},close\n${GOOD},1\n`, 'f.csv line 1: column close appears twice'],
    [`${HEADER}\n${GOOD},7\n`, 'f.csv line 2: received 7 fields, expected 6'],
    [`${HEADER}\nx,1,1,1,1,1\n`, 'f.csv line 2: timestamp: received "x", expected ISO-8601'],
    [`${HEADER}\n0,1,1,1,abc,1\n`, 'f.csv line 2: close: received "abc", expected a number'],
    [`${HEADER}\n0,1,1,1,NaN,1\n`, 'f.csv line 2: close: received "NaN", expected a number'],
    [`${HEADER}\n0,1,1,1,1e999,1\n`, 'f.csv line 2: close: received "1e999", expected a number'],
    [`${HEADER}\n0,1,1,1,1\n`, 'f.csv line 2: volume: received nothing, expected a number'],
    [`${HEADER}\n0,0,1,0,1,1\n`, 'f.csv line 2: open: received 0, expected a price > 0'],
    [`${HEADER}\n0,1,1,-1,1,1\n`, 'f.csv line 2: low: received -1, expected a price > 0'],
    [`${HEADER}\n0,2,1,2,2,1\n`, 'f.csv line 2: high: received 1, expected at least the low 2'],
    [`${HEADER}\n0,5,3,1,2,1\n`, 'f.csv line 2: open: received 5, expected a price within low and high [1, 3]'],
    [`${HEADER}\n0,2,3,1,0.5,1\n`, 'f.csv line 2: close: received 0.5, expected a price within'],
    [`${HEADER}\n0,2,3,1,2,-1\n`, 'f.csv line 2: volume: received -1, expected a volume ≥ 0'],
    [
      `${HEADER}\n60,1,1,1,1,1\n0,1,1,1,1,1\n`,
      'f.csv line 3: timestamp: received 1970-01-01T00:00:00Z, which goes back',
    ],
    [
      `${HEADER}\n\n60,1,1,1,1,1\n60,1,1,1,1,1\n`,
      'f.csv line 4: timestamp: received 1970-01-01T00:01:00Z, which is a dup',
    ],
    [`note,${HEADER}\n"a\nb",0,1,1,1,1,1\nc,60,1,1,1,x,1\n`, 'f.csv line 4: close: received "x"'],
    [`${HEADER}\n"0,1,1,1,1,1\n`, 'f.csv line 2: '],
  ])('Given %j, Then it is refused with the line', (csv, message) => {
    expect(() => parseBars(csv, 'f.csv')).toThrow(UsageError);
    expect(() => parseBars(csv, 'f.csv')).toThrow(message);
  });
});

describe('readBarFile', () => {
  it('Given a BOM, and the same file gzipped, Then both are read and hashed as they are on disk', () => {
    const text = Buffer.from(`\uFEFF${HEADER}\n${GOOD}\n`);
    for (const [name, bytes] of [
      ['bom.csv', text],
      ['bars.csv.gz', gzipSync(text)],
    ] as const) {
      const file = readBarFile(write(name, bytes));
      expect(file.rows).toHaveLength(1);
      expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it.each([
    ['no such file', () => join(folder, 'none.csv')],
    ['it is a directory', () => folder],
    ['neither UTF-8 text nor a sound gzip file', () => write('utf16.csv', Buffer.from([0xff, 0xfe, 0x74, 0x00]))],
    ['neither UTF-8 text nor a sound gzip file', () => write('cut.gz', gzipSync(HEADER).subarray(0, 15))],
  ])('Given a path where %s, Then it is refused', (message, path) => {
    expect(() => readBarFile(path())).toThrow(message);
  });
});

describe('closeBars', () => {
  it('Given a hole and bars closer than the timeframe, Then a bar closes at open + timeframe or at the next open', () => {
    const { rows } = parseBars(`${HEADER}\n0,1,1,1,1,1\n60,1,1,1,1,1\n240,1,1,1,1,1\n`, 'f.csv');
    expect(smallestSpacing(rows)).toBe(60_000);
    expect(closeBars(rows, 'X', 60_000).map((bar) => bar.closeTime)).toEqual([60_000, 120_000, 300_000]);
    expect(closeBars(rows, 'X', 120_000).map((bar) => bar.closeTime)).toEqual([60_000, 180_000, 360_000]);
  });
});
