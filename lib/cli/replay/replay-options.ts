import { createHash } from 'node:crypto';
import { canonicalJson } from '#application/contracts/canonical-json.ts';
import {
  ConfigError,
  type EnvironmentConfig,
  formatTimeframe,
  parseEnvironmentConfig,
  parseTimeframe,
  toConfigJson,
} from '#application/contracts/environment-config.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import type { RunDescription } from '#domain/reporting/session-records.ts';
import type { BarSeries } from '#domain/shared/bar-series.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { type ConfigFile, NO_CONFIG_FILE, readConfigFile, refuseConfig } from '../read-config-file.ts';
import { UsageError } from '../usage-error.ts';
import { choiceFlag, countFlag, daysFlag, refuseFlag } from './flag-values.ts';
import { mergeRawConfig } from './replay-config.ts';
import { barLengthOf, type ReplayData, readReplayData, seriesFor } from './replay-data.ts';
import { describeRun } from './replay-description.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { dataFlagsFor, replayWarnings } from './replay-warnings.ts';

export const SPEEDS = ['max', '1x', '60x'] as const;
export type Speed = (typeof SPEEDS)[number];

/** Everything that a replay needs, checked. The same for `paper` and for the local cloud. */
export interface ReplayOptions {
  /** Environment `local`, account `replay`; symbols and timeframe are those of the bars. */
  readonly config: EnvironmentConfig;
  /** By symbol. */
  readonly series: readonly BarSeries[];
  readonly description: RunDescription;
  readonly dataSha256: string;
  /** Idempotency key of the session that trades these bars. */
  readonly sessionKey: string;
  /** Of everything that shapes the result: differs when a run may not be resumed with these flags. */
  readonly fingerprint: string;
  /** Folder that the files go to; `null`: a new one under the default. */
  readonly out: string | null;
  readonly speed: Speed;
  /** The bars come from a generator, not from a market. */
  readonly isSynthetic: boolean;
  /** What is taken as it stands and may not have been meant. */
  readonly warnings: readonly string[];
}

/** A replay always runs as this environment and account, whatever the configuration file calls itself; it is no rung of anything. */
export const REPLAY_IDENTITY = {
  environment: 'local',
  account: 'replay',
  testnet: true,
  live: false,
  promotion: undefined,
} as const;

/**
 * Resolves the flags of a replay: flag before environment before YAML before default. `broker` is never the file's: a replay trades with the simulated one
 * unless it is told otherwise, and never with real money.
 *
 * @throws {UsageError} for the first fault found; nothing has been written by then.
 */
export function resolveReplayOptions(
  flags: ReplayFlags,
  environment: NodeJS.ProcessEnv,
  broker = 'sim',
): ReplayOptions {
  const speed = choiceFlag('--speed', flags.speed ?? 'max', SPEEDS);
  const minutes =
    flags.durationMinutes === undefined ? null : countFlag('--duration-minutes', flags.durationMinutes, 1);
  const annualisation = flags.annualisation === undefined ? null : daysFlag('--annualisation', flags.annualisation);
  const timeframe = flags.timeframe === undefined ? null : timeframeFlag(flags.timeframe);
  const file = flags.config === undefined ? NO_CONFIG_FILE : readConfigFile(flags.config, '--config');
  const merged = mergeRawConfig(file.content, flags, environment);
  const configured = configuredSymbols(file, merged);
  const data = readReplayData(flags, configured);
  const config = { ...finishConfig(merged, data, timeframe, file), ...REPLAY_IDENTITY, broker };
  requirePlan(config, file.where, flags.policy !== undefined || file.content['strategies'] === undefined);
  const series = seriesFor(data, parseTimeframe(config.timeframe), minutes);
  const days = annualisation?.toNumber() ?? (config.symbols.some((symbol) => parseSymbol(symbol).isPair) ? 365 : 252);
  const sessionKey = `replay|${sha256(canonicalJson(toConfigJson(config)))}|${data.sha256}`;
  return {
    config,
    series,
    description: describeRun(config, series, data.sha256, days),
    dataSha256: data.sha256,
    sessionKey,
    fingerprint: sha256(canonicalJson({ sessionKey, minutes, annualisation: days })),
    out: flags.out ?? null,
    speed,
    isSynthetic: data.isSynthetic,
    warnings: replayWarnings(flags, file, { ...config, configured }),
  };
}

export function timeframeFlag(text: string): number {
  try {
    return parseTimeframe(text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw refuseFlag('--timeframe', text, 'a bar length: 1m, 5m, 1h, 1d or seconds as 30s');
  }
}

/** Symbols of the configuration file, judged before the data is read. */
function configuredSymbols(file: ConfigFile, merged: Readonly<Record<string, unknown>>): readonly string[] {
  const { symbols, timeframe } = file.content;
  if (symbols === undefined) return [];
  return parseMerged({ ...merged, symbols, timeframe: timeframe ?? '1m' }, file).symbols;
}

function finishConfig(
  merged: Readonly<Record<string, unknown>>,
  data: ReplayData,
  timeframe: number | null,
  file: ConfigFile,
): EnvironmentConfig {
  const symbols = [...data.files.keys()];
  const config = parseMerged({ ...merged, symbols, timeframe: merged['timeframe'] ?? '1m' }, file, withDataFlag);
  const wanted =
    timeframe ?? (merged['timeframe'] === undefined ? Number.POSITIVE_INFINITY : parseTimeframe(config.timeframe));
  return { ...config, timeframe: formatTimeframe(barLengthOf(data, wanted)) };
}

/** Strategies may refuse parameters that do not fit the symbols, which are known only now; nothing is written yet. */
export function requirePlan(config: EnvironmentConfig, source: string, isByFlags: boolean): void {
  try {
    sessionPlan(config);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const where = cause.field.replace(/^strategies\.0\.params\.?/, isByFlags ? '--param ' : `${source}: $&`).trim();
    throw new UsageError(`${where}: ${cause.fault}`, { cause });
  }
}

/** `refine` may add to what an error says. */
export function parseMerged(
  raw: Readonly<Record<string, unknown>>,
  file: ConfigFile,
  refine = (error: ConfigError): ConfigError => error,
): EnvironmentConfig {
  try {
    return parseEnvironmentConfig(raw, file.where);
  } catch (error) {
    if (error instanceof ConfigError) throw refuseConfig(refine(error), file);
    throw error;
  }
}

/** The symbols that a strategy may have in a replay are those of the bars: says how to bring more. */
function withDataFlag(error: ConfigError): ConfigError {
  const stranger = /^received (\S+), expected one of symbols: /.exec(error.fault)?.[1];
  if (stranger === undefined) return error;
  return new ConfigError(error.source, error.field, `${error.fault}; its bars come by ${dataFlagsFor([stranger])}`);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
