import * as z from 'zod/mini';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';
import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { ConfigError, type ConfigFault } from './config-error.ts';
import { describeIssue, describeValue } from './describe-issue.ts';
import { environmentSchema, TIMEFRAME_EXPECTED, TIMEFRAME_PATTERN } from './environment-schema.ts';
import { findLaterKeys } from './later-keys.ts';
import { meantKey } from './nearest-key.ts';

export { ConfigError } from './config-error.ts';
export { riskLimits } from './risk-limits.ts';

/** One environment, resolved: every default filled in, symbols canonical, money as `Decimal`. */
export type EnvironmentConfig = z.output<typeof environmentSchema>;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Reads a configuration (the content of a YAML file, or of a `config.json`). `source` names it in errors.
 *
 * @throws {ConfigError} for unknown keys, keys that are not enforced yet, and values out of range: all that are found at once.
 */
export function parseEnvironmentConfig(raw: unknown, source: string): EnvironmentConfig {
  if (!isRecord(raw))
    throw new ConfigError(source, '', `received ${describeValue(raw)}, expected a mapping of keys to values`);
  const later = findLaterKeys(raw);
  const parsed = z.safeParse(environmentSchema, raw);
  if (!parsed.success) throw errorOf(source, later, parsed.error.issues, raw);
  checkBroker(parsed.data, source);
  checkSymbols(parsed.data, source);
  return parsed.data;
}

/** The configuration as plain JSON in the schema's key order, decimals as strings; parses back to an equal one. */
export function toConfigJson(config: EnvironmentConfig): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => (value === undefined ? [] : [[key, toJson(value)]])),
  );
}

/** Length of the environment's bars in milliseconds. */
export function timeframeMs(config: Pick<EnvironmentConfig, 'timeframe'>): number {
  return parseTimeframe(config.timeframe);
}

/**
 * Milliseconds of a bar length: `30s`, `5m`, `1h`, `1d`.
 *
 * @throws {RangeError} for any other text.
 */
export function parseTimeframe(text: string): number {
  const match = TIMEFRAME_PATTERN.exec(text);
  if (match === null) throw new RangeError(`received ${JSON.stringify(text)}, expected ${TIMEFRAME_EXPECTED}`);
  return Number(match[1]) * (UNITS.find(([unit]) => unit === match[2])?.[1] ?? MINUTE);
}

/** The shortest text of a bar length; `timeframe` is a multiple of 1,000 ms. */
export function formatTimeframe(timeframe: number): string {
  const [unit, length] = UNITS.find(([, length]) => timeframe % length === 0) ?? ['s', SECOND];
  return `${timeframe / length}${unit}`;
}

const UNITS = [
  ['d', DAY],
  ['h', 60 * MINUTE],
  ['m', MINUTE],
  ['s', SECOND],
] as const;

function checkBroker({ broker, live, testnet }: EnvironmentConfig, source: string): void {
  if (live && broker === 'sim')
    throw new ConfigError(source, 'live', 'received true, expected false for the simulated broker');
  if (live && testnet)
    throw new ConfigError(source, 'live', 'received true beside testnet: true, expected testnet: false');
  if (!live && !testnet)
    throw new ConfigError(
      source,
      'testnet',
      'received false, expected true unless live: true says that real money is meant',
    );
}

function checkSymbols(config: EnvironmentConfig, source: string): void {
  const quotes = new Set(config.symbols.map((symbol) => parseSymbol(symbol).quote));
  if (quotes.size > 1) {
    throw new ConfigError(
      source,
      'symbols',
      `received quote currencies ${[...quotes].join(', ')}, expected one for an account`,
    );
  }
  for (const [index, strategy] of config.strategies.entries()) {
    const stranger = strategy.symbols?.find((symbol) => !config.symbols.includes(symbol));
    if (stranger === undefined) continue;
    const expected = `expected one of symbols: ${config.symbols.join(', ')}`;
    throw new ConfigError(source, `strategies.${index}.symbols`, `received ${stranger}, ${expected}`);
  }
}

function errorOf(
  source: string,
  later: readonly string[],
  issues: readonly z.core.$ZodIssue[],
  raw: unknown,
): ConfigError {
  const [first, ...more] = [
    ...later.map((field) => ({ field, fault: 'not yet supported by this version; remove the key' })),
    ...issues.flatMap((issue) => faultsOf(issue, raw)).filter(({ field }) => !later.includes(field)),
  ];
  return new ConfigError(source, first?.field ?? '', first?.fault ?? 'not valid', more);
}

/** One for each unknown key, else just one. */
function faultsOf(issue: z.core.$ZodIssue, raw: unknown): readonly ConfigFault[] {
  if (issue.code !== 'unrecognized_keys') return [describeIssue(issue, raw)];
  return issue.keys.map((key) => {
    const { field, fault } = describeIssue({ ...issue, keys: [key] }, raw);
    const meant = meantKey(environmentSchema, issue.path, key);
    return { field, fault: meant === null ? fault : `${fault}; did you mean ${meant}?` };
  });
}

function toJson(value: unknown): Json {
  if (value instanceof Decimal) return toPlain(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, toJson(one)]])),
    );
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw new TypeError(`configuration holds a ${typeof value}, expected JSON`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
