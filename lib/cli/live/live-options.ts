import { existsSync, readdirSync } from 'node:fs';
import { canonicalJson } from '#application/contracts/canonical-json.ts';
import { type EnvironmentConfig, formatTimeframe, toConfigJson } from '#application/contracts/environment-config.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { requireServed } from '../market/bar-source.ts';
import { type BrokerName, brokerFlag } from '../market/broker-environment.ts';
import { NO_CONFIG_FILE, readConfigFile } from '../read-config-file.ts';
import { countFlag, daysFlag, refuseFlag } from '../replay/flag-values.ts';
import { mergeRawConfig } from '../replay/replay-config.ts';
import { symbolFlag } from '../replay/replay-data.ts';
import type { ReplayFlags } from '../replay/replay-flags.ts';
import { parseMerged, REPLAY_IDENTITY, requirePlan, sha256, timeframeFlag } from '../replay/replay-options.ts';
import { refuseOtherRun } from '../run-files.ts';
import { UsageError } from '../usage-error.ts';

export interface LiveFlags extends ReplayFlags {
  readonly from?: string;
  readonly json?: boolean;
}

/** Everything that a live-lite run needs, checked. */
export interface LiveOptions {
  readonly source: BrokerName;
  /** Environment `local`, account `replay`, as of a replay. */
  readonly config: EnvironmentConfig;
  /** Days a year of daily statistics. */
  readonly annualisation: number;
  /** Milliseconds of the wall clock; `null`: until SIGINT. */
  readonly duration: number | null;
  readonly sessionKey: string;
  readonly out: string | null;
}

/**
 * Resolves the flags of live-lite: flag before environment before YAML before default.
 *
 * @throws {UsageError} for the first fault found; nothing has been written or asked by then.
 */
export function resolveLiveOptions(flags: LiveFlags, environment: NodeJS.ProcessEnv): LiveOptions {
  const source = brokerFlag('--from', flags.from ?? 'alpaca');
  refuseReplayFlags(flags);
  const minutes =
    flags.durationMinutes === undefined ? null : countFlag('--duration-minutes', flags.durationMinutes, 1);
  const annualisation = flags.annualisation === undefined ? null : daysFlag('--annualisation', flags.annualisation);
  const timeframe = flags.timeframe === undefined ? null : timeframeFlag(flags.timeframe);
  const symbol = flags.symbol === undefined ? null : symbolFlag('--symbol', flags.symbol);
  refuseOtherRun(flags.out ?? null);
  refuseOtherBars(flags.out ?? null);
  const file = flags.config === undefined ? NO_CONFIG_FILE : readConfigFile(flags.config, '--config');
  const merged = mergeRawConfig(file.content, flags, environment);
  if (symbol === null && file.content['symbols'] === undefined)
    throw new UsageError('--symbol: received nothing, expected what to trade, e.g. --symbol BTC/USD');
  const parsed = parseMerged(
    { ...merged, ...(symbol === null ? {} : { symbols: [symbol] }), timeframe: merged['timeframe'] ?? '1m' },
    file,
  );
  const length = timeframe === null ? parsed.timeframe : formatTimeframe(timeframe);
  const config = { ...parsed, ...REPLAY_IDENTITY, broker: 'sim', timeframe: length };
  for (const one of config.symbols) requireServed(source, one);
  requirePlan(config, file.where, flags.policy !== undefined || file.content['strategies'] === undefined);
  const days = config.symbols.some((one) => parseSymbol(one).isPair) ? 365 : 252;
  return {
    source,
    config,
    annualisation: annualisation?.toNumber() ?? days,
    duration: minutes === null ? null : minutes * MINUTE,
    sessionKey: `live-lite|${sha256(canonicalJson(toConfigJson(config)))}`,
    out: flags.out ?? null,
  };
}

/** Flags that only mean something for bars of the past. */
function refuseReplayFlags({ data, speed }: LiveFlags): void {
  const [file] = data ?? [];
  if (file !== undefined)
    throw refuseFlag('--data', file, 'no --data beside --mode live-lite: the bars come from --from');
  if (speed !== undefined && speed !== '1x')
    throw refuseFlag('--speed', speed, 'no --speed beside --mode live-lite: it goes by the wall clock');
}

/** Bars of a run that was killed are not mixed with those of another. */
function refuseOtherBars(out: string | null): void {
  const found =
    out !== null && existsSync(out) ? readdirSync(out).find((name) => /^bars-.*\.csv$/.test(name)) : undefined;
  if (found !== undefined)
    throw new UsageError(`--out ${out}: it holds another run (${found}), expected a new or empty folder`);
}
