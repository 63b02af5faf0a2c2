import { RISK_PROFILES } from '#application/contracts/environment-schema.ts';
import { isRecord } from '../is-record.ts';
import { environmentOverrides, type Overrides } from './environment-overrides.ts';
import { basisPointsFlag, choiceFlag, countFlag, percentFlag, positiveFlag, refuseFlag } from './flag-values.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { parseParams, requireStrategy, resolveParams } from './strategy-choice.ts';

type Raw = Readonly<Record<string, unknown>>;

const DEFAULT_POLICY = 'sma_fast_slow';

/**
 * The configuration of a replay before the schema sees it: defaults, over them the YAML file, over that
 * the environment, over all the flags. Symbols and timeframe follow later, from the bars.
 */
export function mergeRawConfig(file: Raw, flags: ReplayFlags, environment: NodeJS.ProcessEnv): Raw {
  const overrides = environmentOverrides(environment);
  const risk = mergeRisk(file['risk'], flags, overrides);
  const isAsDeployed = namesProfile(file['risk']) && isRecord(risk) && risk['profile'] !== 'none';
  return {
    environment: 'local',
    account: 'replay',
    ...file,
    ...overrides.top,
    brokers: mergeBrokers(file['brokers'], flags),
    strategies: chooseStrategies(file['strategies'], flags),
    sizing: mergeSizing(file['sizing'], flags, overrides, isAsDeployed ? {} : REPLAY_SIZING),
    risk,
    exits: mergeExits(file['exits'], flags, overrides, isAsDeployed ? {} : REPLAY_EXITS),
  };
}

/** What a replay trades with unless something asks for other sizes and exits. */
const REPLAY_SIZING = { position_size_pct: '0.95' } as const;
const REPLAY_EXITS = { stop_loss_pct: null, take_profit_pct: null } as const;

/** A file that names its risk profile has the defaults of a deployment, in a replay as well. */
function namesProfile(section: unknown): boolean {
  return isRecord(section) && typeof section['profile'] === 'string';
}

/** A section that is not a mapping is handed to the schema as it is, to be refused there. */
function isOdd(section: unknown): boolean {
  return section !== undefined && !isRecord(section);
}

function mergeBrokers(section: unknown, flags: ReplayFlags): unknown {
  if (isOdd(section) || (isRecord(section) && isOdd(section['sim']))) return section;
  const brokers = isRecord(section) ? section : {};
  const sim = isRecord(brokers['sim']) ? brokers['sim'] : {};
  return {
    ...brokers,
    sim: {
      ...sim,
      ...(flags.commissionBps === undefined
        ? {}
        : { commission_bps: basisPointsFlag('--commission-bps', flags.commissionBps).toFixed() }),
      ...(flags.slippageBps === undefined
        ? {}
        : { slippage_bps: basisPointsFlag('--slippage-bps', flags.slippageBps).toFixed() }),
      ...(flags.lot === undefined ? {} : { lot: positiveFlag('--lot', flags.lot).toFixed() }),
      ...(flags.tick === undefined ? {} : { tick: positiveFlag('--tick', flags.tick).toFixed() }),
      ...(flags.seed === undefined ? {} : { seed: countFlag('--seed', flags.seed, 0) }),
    },
  };
}

function mergeSizing(section: unknown, flags: ReplayFlags, overrides: Overrides, defaults: Raw): unknown {
  if (isOdd(section)) return section;
  const size = flags.sizePct === undefined ? null : percentFlag('--size-pct', flags.sizePct).toFixed();
  const balance =
    flags.initialBalance === undefined ? null : positiveFlag('--initial-balance', flags.initialBalance).toFixed();
  return {
    initial_capital: '100000',
    ...defaults,
    ...(isRecord(section) ? section : {}),
    ...overrides.sizing,
    ...(size === null ? {} : { position_size_pct: size }),
    ...(balance === null ? {} : { initial_capital: balance }),
  };
}

/** `--risk-profile none` switches off all exits but those of flags. */
function mergeExits(section: unknown, flags: ReplayFlags, overrides: Overrides, defaults: Raw): unknown {
  if (isOdd(section)) return section;
  const percent = (flag: string, text: string | undefined, key: string): Raw =>
    text === undefined ? {} : { [key]: percentFlag(flag, text).toFixed() };
  const configured = isRecord(section) ? section : {};
  return {
    ...defaults,
    ...(flags.riskProfile === 'none' ? {} : { ...configured, ...overrides.exits }),
    ...percent('--stop-loss-pct', flags.stopLossPct, 'stop_loss_pct'),
    ...percent('--take-profit-pct', flags.takeProfitPct, 'take_profit_pct'),
    ...percent('--trailing-stop-pct', flags.trailingStopPct, 'trailing_stop_pct'),
    ...(flags.timeExitBars === undefined
      ? {}
      : { time_exit_bars: countFlag('--time-exit-bars', flags.timeExitBars, 1) }),
  };
}

/** The flag `--risk-profile none` switches off every limit, also those that file or environment name. */
function mergeRisk(section: unknown, flags: ReplayFlags, overrides: Overrides): unknown {
  if (isOdd(section)) return section;
  const profile =
    flags.riskProfile === undefined ? null : choiceFlag('--risk-profile', flags.riskProfile, RISK_PROFILES);
  if (profile === 'none') return { profile };
  return {
    profile: 'none',
    ...(isRecord(section) ? section : {}),
    ...overrides.risk,
    ...(profile === null ? {} : { profile }),
  };
}

function chooseStrategies(section: unknown, flags: ReplayFlags): unknown {
  const given = parseParams(flags.param ?? []);
  if (flags.policy !== undefined || section === undefined) {
    const strategy = requireStrategy('--policy', flags.policy ?? DEFAULT_POLICY);
    return [{ name: strategy.name, policy: strategy.name, params: resolveParams('--param', strategy, given) }];
  }
  if (!Array.isArray(section)) return section;
  const entries: readonly unknown[] = section;
  const [text] = flags.param ?? [];
  if (text !== undefined && entries.length > 1)
    throw refuseFlag('--param', text, '--policy beside it: the file has several strategies');
  return entries.map((entry, index) => resolveEntry(entry, `--config ${flags.config}: strategies.${index}`, given));
}

function resolveEntry(entry: unknown, where: string, given: Raw): unknown {
  if (!isRecord(entry) || typeof entry['policy'] !== 'string' || isOdd(entry['params'])) return entry;
  const strategy = requireStrategy(`${where}.policy`, entry['policy']);
  const params = { ...(isRecord(entry['params']) ? entry['params'] : {}), ...given };
  return { ...entry, policy: strategy.name, params: resolveParams(`${where}.params`, strategy, params) };
}
