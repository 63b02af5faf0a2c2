import { parseTimeframe } from '#application/contracts/environment-config.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { ConfigFile } from '../read-config-file.ts';
import type { ReplayFlags } from './replay-flags.ts';

/** What a replay came to, beside what was asked for. */
export interface Resolved {
  /** Of the configuration file; empty where it names none. */
  readonly configured: readonly string[];
  /** Of the bars. */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly dry_run?: boolean | undefined;
}

/** What the flags and the file ask for that may not have been meant, or has no effect. A line each. */
export function replayWarnings(flags: ReplayFlags, file: ConfigFile, resolved: Resolved): readonly string[] {
  return [
    ...percentWarnings(flags),
    ...timeframeWarnings(flags, file, resolved),
    ...symbolWarnings(flags, file, resolved),
    ...dryRunWarnings(resolved),
  ];
}

function dryRunWarnings({ dry_run: isDry }: Resolved): readonly string[] {
  return isDry === true ? ['dry_run: every order is refused, also at the simulated venue: there will be no trade'] : [];
}

/** Percent below 1 for a size, and up to 0.2 for a distance, were probably meant as fractions. */
function percentWarnings(flags: ReplayFlags): readonly string[] {
  const given = [
    ['--size-pct', flags.sizePct, (value: Decimal) => value.lt(1)],
    ['--stop-loss-pct', flags.stopLossPct, isTight],
    ['--take-profit-pct', flags.takeProfitPct, isTight],
    ['--trailing-stop-pct', flags.trailingStopPct, isTight],
  ] as const;
  return given.flatMap(([flag, text, isOdd]) => {
    if (text === undefined || !isOdd(new Decimal(text))) return [];
    const percent = new Decimal(text).times(100).toFixed();
    return [`${flag} ${text}: the flag is in percent, so this is ${text} %; ${percent} % would be ${flag} ${percent}`];
  });
}

function isTight(value: Decimal): boolean {
  return value.lte('0.2');
}

function timeframeWarnings(flags: ReplayFlags, file: ConfigFile, { timeframe }: Resolved): readonly string[] {
  const inFile = file.content['timeframe'];
  const asked = flags.timeframe ?? (typeof inFile === 'string' ? inFile : timeframe);
  if (parseTimeframe(asked) <= parseTimeframe(timeframe)) return [];
  const where = flags.timeframe === undefined ? `${file.where}: timeframe` : '--timeframe';
  return [`${where} ${asked}: no effect, the bars are ${timeframe} apart and are not put together to longer ones`];
}

function symbolWarnings(flags: ReplayFlags, file: ConfigFile, { configured, symbols }: Resolved): readonly string[] {
  if (configured.length === 0) return [];
  const missing = configured.filter((symbol) => !symbols.includes(symbol));
  const strangers = symbols.filter((symbol) => !configured.includes(symbol));
  if (missing.length === 0 && strangers.length === 0) return [];
  const bars = flags.data === undefined ? 'the bundled synthetic bars' : 'the bars';
  const told = `${file.where}: its symbols are ${configured.join(', ')}, ${bars} are of ${symbols.join(', ')}, and those are replayed`;
  return [missing.length === 0 ? told : `${told}; to replay the others: ${dataFlagsFor(missing)}`];
}

/** `--data SPY=FILE --data QQQ=FILE`. */
export function dataFlagsFor(symbols: readonly string[]): string {
  return symbols.map((symbol) => `--data ${symbol}=FILE`).join(' ');
}
