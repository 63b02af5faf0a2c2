import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readReplayData, seriesFor } from '#cli/replay/replay-data.ts';
import { MINUTE } from '#domain/shared/instant.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `SYMBOL=FILE` of bars at these minutes, gzipped. */
function flag(symbol: string, minutes: readonly number[]): string {
  const path = join(folder, `${symbol}.csv.gz`);
  const rows = minutes.map((minute) => `${minute * 60},1,1,1,1,1\n`).join('');
  writeFileSync(path, gzipSync(`timestamp,open,high,low,close,volume\n${rows}`));
  return `${symbol}=${path}`;
}

/** Symbol, open and close of each bar in minutes. */
function barsOf(flags: readonly string[], minutes: number | null, timeframe = MINUTE) {
  return seriesFor(readReplayData({ data: flags }, []), timeframe, minutes).map((series) => [
    series.symbol,
    ...[...series].map((bar) => [bar.openTime / MINUTE, bar.closeTime / MINUTE]),
  ]);
}

describe('seriesFor', () => {
  it('Given several files, Then there is a series each, by symbol, whose bars close at the timeframe or at the next open', () => {
    const flags = [flag('SPY', [0, 1, 3]), flag('AAPL', [2])];
    expect(barsOf(flags, null)).toEqual([
      ['AAPL', [2, 3]],
      ['SPY', [0, 1], [1, 2], [3, 4]],
    ]);
    expect(barsOf(flags, null, 2 * MINUTE)[1]).toEqual(['SPY', [0, 1], [1, 3], [3, 5]]);
  });

  it.each([
    [1, [['SPY', [0, 1]]]],
    [
      3,
      [
        ['AAPL', [2, 3]],
        ['SPY', [0, 1], [1, 2]],
      ],
    ],
  ])(
    'Given %i minutes, Then they count from the first bar of all, and a symbol that opens later is left out',
    (minutes, expected) => {
      expect(barsOf([flag('SPY', [0, 1, 3]), flag('AAPL', [2])], minutes)).toEqual(expected);
    },
  );
});
