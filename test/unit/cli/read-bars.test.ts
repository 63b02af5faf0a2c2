import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ParsedBars, parseBars } from '#cli/bars/parse-bars.ts';
import { readBarFile, smallestSpacing } from '#cli/bars/read-bars.ts';
import { UsageError } from '#cli/usage-error.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { exact } from '#domain/shared/bar.ts';
import { BarSeries } from '#domain/shared/bar-series.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const GOOD = '2024-01-15T00:00:00Z,10,12,9,11,5';
const folder = mkdtempSync(join(tmpdir(), 'tidegate-bars-'));
afterAll(() => rmSync(folder, { recursive: true }));

function parse(csv: string): ParsedBars {
  return parseBars([Buffer.from(csv)], 'f.csv');
}

function barsIn(csv: string): Bar[] {
  return [...new BarSeries('X', 60_000, parse(csv).rows)];
}

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('parseBars', () => {
  it('Given columns in another order and further ones, Then they are found by name', () => {
    const csv = 'note,volume,close,low,high,open,timestamp\n"a, b",5,11,9,12,10,1705276800\n';
    const [row] = barsIn(csv);
    expect(row?.openTime).toBe(Date.UTC(2024, 0, 15));
    expect([row?.open, row?.high, row?.low, row?.close, row?.volume].map(String)).toEqual(['10', '12', '9', '11', '5']);
  });

  it.each([
    ['CRLF', `${HEADER}\r\n${GOOD}\r\n`],
    ['nothing but epochs', `${HEADER}\n1705276800,10,12,9,11,5\n`],
    ['nothing but epochs with milliseconds', `${HEADER}\n1705276800000,10,12,9,11,5\n`],
    ['no newline at the end', `${HEADER}\n${GOOD}`],
    ['blank lines', `\n${HEADER}\n\n${GOOD}\n\n`],
    ['mixed line ends', `${HEADER}\r\n${GOOD}\n`],
    ['capital letters in the header', `${HEADER.toUpperCase()}\n${GOOD}\n`],
    ['spaces around fields', `${HEADER.replaceAll(',', ' , ')}\n${GOOD.replaceAll(',', ' , ')}\n`],
  ])('Given %s, Then the bar is read', (_, csv) => {
    expect(parse(csv).rows).toHaveLength(1);
  });

  it('Given exponents, Then the numbers are exact', () => {
    const [row] = barsIn(`${HEADER}\n0,4e-05,4.1e-05,3.9E-5,4e-05,1e3\n`);
    expect([row?.open, row?.volume]).toEqual([0.00004, 1000]);
  });

  it('Given prices beyond the precision of floats, Then they are compared exactly', () => {
    const csv = `${HEADER}\n0,1.00000000000000000001,1.00000000000000000002,1,1.00000000000000000003,1\n`;
    expect(() => parse(csv)).toThrow('line 2: close');
  });

  it('Given numbers that no float carries, Then their digits are kept, and only theirs', () => {
    const [first, second] = barsIn(
      `${HEADER}\n0,100.123456789012345678,200,1,1.1000000000000003,0.000000\n60,1.5,2.50,1e0,2,0\n`,
    );
    expect(first?.digits).toEqual({ open: '100.123456789012345678' });
    expect(first === undefined ? null : exact(first, 'open').toFixed()).toBe('100.123456789012345678');
    expect(second).not.toHaveProperty('digits');
  });

  it('Given years of days, epochs with and without milliseconds, offsets and clocks that turn, Then every time is right', () => {
    const times = [
      ['2024-03-09T23:59:30-05:00', Date.UTC(2024, 2, 10, 4, 59, 30)],
      ['2024-03-10T01:59:59-05:00', Date.UTC(2024, 2, 10, 6, 59, 59)],
      ['2024-03-10T03:00:00-04:00', Date.UTC(2024, 2, 10, 7)],
      ['2024-03-10T03:00:01-04:00', Date.UTC(2024, 2, 10, 7, 0, 1)],
      ['2024-03-10T07:00:02', Date.UTC(2024, 2, 10, 7, 0, 2)],
      ['2024-03-10T07:00:03.25Z', Date.UTC(2024, 2, 10, 7, 0, 3, 250)],
      ['2024-03-10T07:00:04.25Z', Date.UTC(2024, 2, 10, 7, 0, 4, 250)],
      ['1710054005', Date.UTC(2024, 2, 10, 7, 0, 5)],
      ['1710054006000', Date.UTC(2024, 2, 10, 7, 0, 6)],
      ['2024-03-11', Date.UTC(2024, 2, 11)],
    ] as const;
    const csv = `${HEADER}\n${times.map(([text]) => `${text},1,1,1,1,1\n`).join('')}`;
    expect(barsIn(csv).map((bar) => bar.openTime)).toEqual(times.map(([, instant]) => instant));
  });

  it.each([
    ['every row', 'synthetic', 'synthetic', true],
    ['no row', 'exchange', 'exchange', false],
    ['one row of two', 'synthetic', 'exchange', false],
    ['one row of two', 'synthetics', 'synthetic', false],
  ])('Given %s that says it is synthetic, Then the file is so or not', (_, first, second, expected) => {
    expect(parse(`${HEADER},source\n0,1,1,1,1,1,${first}\n60,1,1,1,1,1,${second}\n`).isSynthetic).toBe(expected);
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
    [
      `${HEADER}\n2024-01-15T00:00:00Z,1,1,1,1,1\n2024-01-15T24:00:00Z,1,1,1,1,1\n`,
      'f.csv line 3: timestamp: received',
    ],
    [
      `${HEADER}\n2024-01-15T00:00:00Z,1,1,1,1,1\n2024-01-15T00:60:00Z,1,1,1,1,1\n`,
      'f.csv line 3: timestamp: received',
    ],
    [`${HEADER}\n0,1,1,1,1.2.3,1\n`, 'f.csv line 2: close: received "1.2.3", expected a number'],
    [`${HEADER}\n0,1,1,1,.,1\n`, 'f.csv line 2: close: received ".", expected a number'],
    [`${HEADER}\n0,1,1,1,1 1,1\n`, 'f.csv line 2: close: received "1 1", expected a number'],
    [`${HEADER}\n0,1,1,1,1,-1e-400\n`, 'f.csv line 2: volume: received -1e-400, expected a volume ≥ 0'],
    [`${HEADER}\r0,1,1,1,1,1\r\r60,1,1,1,x,1\r`, 'f.csv line 4: close: received "x"'],
    [`"${HEADER.replaceAll(',', '","')}"\n0,1,1,1,1,1\n60,1,1,1,x,1\n`, 'f.csv line 3: close: received "x"'],
    [`${HEADER},n\n0,1,1,1,1,1,\n60,1,1,1,1,1,"a"b\n`, 'f.csv line 3: Trailing quote on quoted field is malformed'],
  ])('Given %j, Then it is refused with the line', (csv, message) => {
    expect(() => parse(csv)).toThrow(UsageError);
    expect(() => parse(csv)).toThrow(message);
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

describe('any file', () => {
  const number = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)) },
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }).map(String),
    fc.constantFrom(
      '1e-05',
      '3.25E-7',
      '1e-',
      '2e+3',
      '4e5',
      '5e-30',
      '6e-123',
      '7e-1.5',
      '100.12345678901234567890',
      '',
      'x',
      '0',
      '-1',
      ' 3 ',
      '.5',
      '7.',
      '9999999999999999',
    ),
  );
  const prices = fc.oneof(
    { weight: 4, arbitrary: number.map((price) => [price, price, price, price]) },
    fc.tuple(number, number, number, number),
  );
  const clocks = [
    'T00:00:00Z',
    'T00:01:00Z',
    'T00:02:00Z',
    ' 00:03:00',
    'T00:04:00.5Z',
    'T00:05:00+00:00',
    'T25:00:00Z',
  ];
  const time = (index: number) => `2024-01-${11 + Math.floor(index / 4)}${clocks[index % clocks.length]}`;
  const times = fc
    .uniqueArray(fc.integer({ min: 0, max: 27 }), { maxLength: 8 })
    .map((indices) => indices.sort((a, b) => a - b).map(time));
  const note = fc.constantFrom('a', 'ü', '"b, c"', '"d\ne"', '', '"f""g"');
  const ending = fc.constantFrom('\n', '\n', '\r\n', '\r');
  const rows = times.chain((all) =>
    fc.tuple(...all.map((at) => fc.tuple(fc.constant(at), prices, number, note, ending))),
  );

  /** Bars, or the message of the refusal. */
  function outcomeOf(chunks: readonly Buffer[]): unknown {
    try {
      const { rows: columns } = parseBars(chunks, 'f.csv');
      return { values: [...columns.values.subarray(0, columns.length * 6)], digits: [...columns.digits] };
    } catch (error) {
      return error instanceof UsageError ? error.message : error;
    }
  }

  it('Given any rows, When the file comes in chunks of any size, Then the bars or the refusal are the same', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 60 }), (lines, size) => {
        const text = lines.map(([at, four, volume, extra, end]) => [at, ...four, volume, extra].join() + end).join('');
        const bytes = Buffer.from(`${HEADER},note\n${text}`);
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(outcomeOf(parts)).toEqual(outcomeOf([bytes]));
      }),
      { numRuns: 300 },
    );
  });

  it('Given any rows, When quotes make them be read as text, Then the bars or the refusal are those of the bytes', () => {
    fc.assert(
      fc.property(rows, (lines) => {
        const render = (extra: string) =>
          lines.map(([at, four, volume]) => `${[at, ...four, volume, extra].join()}\n`).join('');
        const [plain, quoted] = [render(''), render('""')].map((text) => Buffer.from(`${HEADER},note\n${text}`));
        expect(outcomeOf(plain === undefined ? [] : [plain])).toEqual(outcomeOf(quoted === undefined ? [] : [quoted]));
      }),
      { numRuns: 300 },
    );
  });

  it('Given a quote inside a field, Then it is a character like any other', () => {
    expect(barsIn(`${HEADER},note\n0,1,1,1,1,1,5" pipe\n60,2,2,2,2,2,\n`)).toHaveLength(2);
  });
});

describe('smallestSpacing', () => {
  it('Given a hole, Then it is the time between the two bars that are closest', () => {
    expect(smallestSpacing(parse(`${HEADER}\n0,1,1,1,1,1\n180,1,1,1,1,1\n240,1,1,1,1,1\n`).rows)).toBe(60_000);
    expect(smallestSpacing(parse(`${HEADER}\n${GOOD}\n`).rows)).toBeNull();
  });
});
