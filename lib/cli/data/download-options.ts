import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseTimeframe } from '#application/contracts/environment-config.ts';
import type { BarRequest } from '#application/ports/bar-history.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { toIso } from '#domain/shared/instant.ts';
import { parseTimestamp } from '../bars/parse-timestamp.ts';
import { requireServed } from '../market/bar-source.ts';
import { type BrokerName, brokerFlag } from '../market/broker-environment.ts';
import { requireWritableFolder } from '../output-folder.ts';
import { choiceFlag, refuseFlag } from '../replay/flag-values.ts';
import { symbolFlag } from '../replay/replay-data.ts';

export interface DownloadFlags {
  readonly from: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly start: string;
  readonly end?: string;
  readonly out: string;
  readonly feed?: string;
  readonly adjustment?: string;
  readonly json?: boolean;
}

export interface DownloadOptions {
  readonly source: BrokerName;
  readonly request: BarRequest;
  readonly out: string;
  readonly feed: string | undefined;
  readonly adjustment: string | undefined;
  /** What the file is of; it is gone on with by the same only. */
  readonly note: Readonly<Record<string, string>>;
}

const TIMEFRAMES = ['1m', '5m', '15m', '30m', '1h', '4h', '1d'] as const;
const FEEDS = ['iex', 'sip', 'otc', 'boats', 'overnight'] as const;
const ADJUSTMENTS = ['raw', 'split', 'dividend', 'all'] as const;
const EXPECTED_TIME = 'ISO-8601, e.g. 2024-01-15 or 2024-01-15T14:30:00Z';

/** @throws {UsageError} for the first fault found; nothing has been written by then. */
export function resolveDownload(flags: DownloadFlags, now: Instant): DownloadOptions {
  const source = brokerFlag('--from', flags.from);
  const symbol = symbolFlag('--symbol', flags.symbol);
  requireServed(source, symbol);
  const timeframe = choiceFlag('--timeframe', flags.timeframe, TIMEFRAMES);
  const start = timeFlag('--start', flags.start);
  if (start >= now) throw refuseFlag('--start', flags.start, 'a time in the past');
  const to = flags.end === undefined ? now : timeFlag('--end', flags.end);
  if (to <= start) throw refuseFlag('--end', flags.end ?? '', `a time after --start ${flags.start}`);
  const { feed, adjustment } = equityFlags(flags, source, symbol);
  requireFile(flags.out);
  return {
    source,
    request: { symbol, timeframe: parseTimeframe(timeframe), from: start, to },
    out: flags.out,
    feed,
    adjustment,
    note: {
      from: flags.from,
      symbol,
      timeframe,
      start: toIso(start),
      ...(feed === undefined ? {} : { feed }),
      ...(adjustment === undefined ? {} : { adjustment }),
    },
  };
}

function timeFlag(flag: string, text: string): Instant {
  const time = parseTimestamp(text.trim());
  if (time === null) throw refuseFlag(flag, text, EXPECTED_TIME);
  return time;
}

function equityFlags(flags: DownloadFlags, source: BrokerName, symbol: string) {
  const isEquity = source.kind === 'alpaca' && !symbol.includes('/');
  const given = flags.feed === undefined ? flags.adjustment : flags.feed;
  if (!isEquity) {
    if (given === undefined) return { feed: undefined, adjustment: undefined };
    const flag = flags.feed === undefined ? '--adjustment' : '--feed';
    throw refuseFlag(flag, given, `no ${flag}: only Alpaca's equities have one`);
  }
  return {
    feed: choiceFlag('--feed', flags.feed ?? 'iex', FEEDS),
    adjustment: choiceFlag('--adjustment', flags.adjustment ?? 'raw', ADJUSTMENTS),
  };
}

function requireFile(path: string): void {
  const isNamed = /(?:^|\/)[^/]+\.csv(?:\.gz)?$/.test(path);
  if (!isNamed) throw refuseFlag('--out', path, 'a file FILE.csv or FILE.csv.gz (Parquet is not yet supported)');
  if (existsSync(path) && !statSync(path).isFile()) throw refuseFlag('--out', path, 'a regular file, or a new one');
  const folder = dirname(path);
  if (!existsSync(folder)) throw refuseFlag('--out', path, `a file in a folder that exists: ${folder} does not`);
  requireWritableFolder('--out', folder);
}
