import { createHash } from 'node:crypto';
import type { Bar } from '#domain/shared/bar.ts';
import { BarSeries } from '#domain/shared/bar-series.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { parseSymbol, SymbolError } from '#domain/shared/symbol.ts';
import { BUNDLED_BARS_FILE, BUNDLED_SERIES } from '../bars/bundled-bars.ts';
import { type BarFile, readBarFile, smallestSpacing } from '../bars/read-bars.ts';
import { UsageError } from '../usage-error.ts';
import { refuseFlag } from './flag-values.ts';
import { dataFlagsFor } from './replay-warnings.ts';

/** The files of a replay, read and checked, by symbol. */
export interface ReplayData {
  readonly files: ReadonlyMap<string, BarFile>;
  /** Of the file's bytes; of several files: of their symbols and hashes. */
  readonly sha256: string;
  /** Every bar is synthetic. */
  readonly isSynthetic: boolean;
}

export interface DataFlags {
  readonly data?: readonly string[];
  readonly symbol?: string;
}

/**
 * Reads the files that `--data` and `--symbol` name; without `--data` the bundled bars. `configured` are
 * the symbols of the configuration file, which name a plain file when there is just one.
 *
 * @throws {UsageError}
 */
export function readReplayData(flags: DataFlags, configured: readonly string[]): ReplayData {
  const files = new Map<string, BarFile>();
  for (const [symbol, path] of locateFiles(flags, configured)) files.set(symbol, readBarFile(path));
  return {
    files,
    sha256: hashOfFiles(new Map([...files].map(([symbol, file]) => [symbol, file.sha256]))),
    isSynthetic: [...files.values()].every((file) => file.isSynthetic),
  };
}

/**
 * Length of the bars in milliseconds: the smallest spacing of all files (a minute where no file has two bars), or less where `wanted` is.
 * Files of different spacings are taken for bars of one length only where `wanted` says so: the close of a longer bar would be
 * known before its time.
 *
 * @throws {UsageError}
 */
export function barLengthOf(data: ReplayData, wanted: number): number {
  const spacings = [...data.files].flatMap(([symbol, file]) => {
    const spacing = smallestSpacing(file.rows);
    return spacing === null ? [] : [{ symbol, spacing }];
  });
  const smallest = spacings.length === 0 ? MINUTE : Math.min(...spacings.map(({ spacing }) => spacing));
  if (smallest % SECOND !== 0)
    throw new UsageError(`--data: received bars ${smallest} ms apart, expected whole seconds`);
  if (wanted <= smallest || spacings.every(({ spacing }) => spacing === smallest)) return Math.min(wanted, smallest);
  const received = spacings.map(({ symbol, spacing }) => `${symbol} ${spacing / SECOND} s apart`).join(', ');
  throw new UsageError(
    `--data: received bars of several lengths (${received}), expected one, or --timeframe with the length of all`,
  );
}

/**
 * The bars of each symbol that open within `minutes` (`null`: all) of the first bar of all, by symbol. A symbol whose first bar opens
 * later than that has none and is left out: so the replay of a part is the beginning of the replay of the whole.
 */
export function seriesFor(data: ReplayData, timeframe: number, minutes: number | null): readonly BarSeries[] {
  const all = [...data.files]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([symbol, file]) => new BarSeries(symbol, timeframe, file.rows));
  if (minutes === null) return all;
  const end = Math.min(...all.map((series) => series.openTime(0))) + minutes * MINUTE;
  return all.map((series) => series.until(end)).filter((series) => series.length > 0);
}

/** All bars ascending by time, then symbol, that open within `minutes` (`null`: all) of the first. */
export function mergeBars(data: ReplayData, timeframe: number, minutes: number | null): Bar[] {
  const series = seriesFor(data, timeframe, minutes);
  const bars = series.flatMap((one) => [...one]);
  return series.length > 1 ? bars.sort((a, b) => a.openTime - b.openTime || (a.symbol < b.symbol ? -1 : 1)) : bars;
}

/** A symbol as a flag gave it, made canonical. */
export function symbolFlag(flag: string, text: string): string {
  try {
    return parseSymbol(text).symbol;
  } catch (cause) {
    if (!(cause instanceof SymbolError)) throw cause;
    throw refuseFlag(flag, text, 'BASE/QUOTE (BTC/USD, BTC-USD, BTCUSDT) or a ticker (SPY)');
  }
}

function locateFiles(flags: DataFlags, configured: readonly string[]): ReadonlyMap<string, string> {
  const symbol = flags.symbol === undefined ? null : symbolFlag('--symbol', flags.symbol);
  const [only, ...more] = flags.data ?? [];
  for (const text of flags.data ?? []) if (splitSymbolFile(text)?.path === '' || text === '') throw noFile(text);
  if (only === undefined) return new Map([[bundledSymbol(symbol), BUNDLED_BARS_FILE]]);
  if (more.length === 0 && splitSymbolFile(only) === null) return new Map([[plainSymbol(symbol, configured), only]]);
  if (symbol !== null) throw refuseFlag('--symbol', symbol, 'no --symbol beside --data SYMBOL=FILE');
  const located = new Map<string, string>();
  for (const text of [only, ...more]) {
    const split = splitSymbolFile(text);
    if (split === null) throw refuseFlag('--data', text, 'SYMBOL=FILE for each of several files');
    if (located.has(split.symbol)) throw refuseFlag('--data', text, `${split.symbol} only once`);
    located.set(split.symbol, split.path);
  }
  requireOneQuote([...located.keys()]);
  return located;
}

/** An account is in one currency. */
function requireOneQuote(symbols: readonly string[]): void {
  const quotes = symbols.map((symbol) => parseSymbol(symbol).quote);
  const distinct = [...new Set(quotes)];
  if (distinct.length < 2) return;
  const each = distinct.map((quote) => `${symbols[quotes.indexOf(quote)]} is in ${quote}`).join(', ');
  throw new UsageError(
    `--data: received quote currencies ${distinct.join(', ')}, expected one for an account: ${each}; a pair is written BASE/QUOTE`,
  );
}

function noFile(text: string): UsageError {
  return refuseFlag('--data', text, 'the name of a CSV file of bars, FILE or SYMBOL=FILE');
}

function bundledSymbol(symbol: string | null): string {
  if (symbol === null || symbol === BUNDLED_SERIES.symbol) return BUNDLED_SERIES.symbol;
  throw refuseFlag(
    '--symbol',
    symbol,
    `${BUNDLED_SERIES.symbol}, the symbol of the bundled bars, or --data FILE with your own`,
  );
}

function plainSymbol(symbol: string | null, configured: readonly string[]): string {
  const [first, ...others] = configured;
  if (symbol !== null) return symbol;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined)
    throw new UsageError(
      `--symbol: received nothing, expected the symbol of --data FILE, or a file for each: ${dataFlagsFor(configured)}`,
    );
  throw new UsageError('--symbol: received nothing, expected the symbol of --data FILE, e.g. --symbol BTC/USD');
}

/** `SYMBOL=FILE`, or `null` for a plain path, which may hold an equals sign of its own. */
export function splitSymbolFile(text: string): { symbol: string; path: string } | null {
  const at = text.indexOf('=');
  if (at < 1) return null;
  try {
    return { symbol: parseSymbol(text.slice(0, at)).symbol, path: text.slice(at + 1) };
  } catch (error) {
    if (error instanceof SymbolError) return null;
    throw error;
  }
}

/** Of one file its own hash, of several that of their symbols and hashes. */
export function hashOfFiles(hashes: ReadonlyMap<string, string>): string {
  const [only, ...more] = hashes.values();
  if (only !== undefined && more.length === 0) return only;
  const lines = [...hashes].map(([symbol, hash]) => `${symbol} ${hash}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}
