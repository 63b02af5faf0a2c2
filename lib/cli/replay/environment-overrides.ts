import { ConfigError, parseEnvironmentConfig } from '#application/contracts/environment-config.ts';
import { UsageError } from '../usage-error.ts';
import { notYet } from './flag-values.ts';

/** Raw values, for the sections of the configuration that the process environment may override. */
export interface Overrides {
  /** Keys that are in no section. */
  readonly top: Readonly<Record<string, unknown>>;
  readonly risk: Readonly<Record<string, unknown>>;
  readonly sizing: Readonly<Record<string, unknown>>;
  readonly exits: Readonly<Record<string, unknown>>;
  readonly session: Readonly<Record<string, unknown>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ALIASES: Readonly<Record<string, readonly [section: keyof Overrides, key: string]>> = {
  RISK_MAX_EXPOSURE_PCT: ['risk', 'max_portfolio_exposure'],
  RISK_DAILY_LOSS_LIMIT: ['risk', 'max_daily_loss'],
  MAX_POSITIONS: ['risk', 'max_open_positions'],
  POSITION_SIZE_PCT: ['sizing', 'position_size_pct'],
  STOP_LOSS_PCT: ['exits', 'stop_loss_pct'],
  TAKE_PROFIT_PCT: ['exits', 'take_profit_pct'],
  AUTO_RESTART: ['session', 'auto_restart'],
  DRY_RUN: ['top', 'dry_run'],
};

/** Variables whose feature comes later, with the one value that asks for what is the case anyway. */
const LATER: Readonly<Record<string, string | null>> = {
  USE_TESTNET: 'true',
};

/**
 * The overrides that the environment makes: `RISK_<KEY>` for every key of `risk`, and the named aliases. A value is written as in YAML: lists of
 * symbols with commas between, `protections` as JSON, `null` for off.
 *
 * @throws {UsageError} for a value out of range, a `RISK_` variable that is no key, and keys of later versions.
 */
export function environmentOverrides(environment: Environment): Overrides {
  const overrides = {
    top: {} as Record<string, unknown>,
    risk: {} as Record<string, unknown>,
    sizing: {} as Record<string, unknown>,
    exits: {} as Record<string, unknown>,
    session: {} as Record<string, unknown>,
  };
  for (const name of Object.keys(environment).sort()) {
    const text = environment[name]?.trim() ?? '';
    if (text === '') continue;
    if (Object.hasOwn(LATER, name) && text !== LATER[name])
      throw notYet(`environment variable ${name}`, 'it not to be set');
    const target = targetOf(name);
    if (target === null) continue;
    const [section, key] = target;
    Object.assign(overrides[section], sectionValue(name, section, key, text, overrides.risk));
  }
  return overrides;
}

function targetOf(name: string): readonly [section: keyof Overrides, key: string] | null {
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name] ?? null;
  return name.startsWith('RISK_') ? ['risk', name.slice(5).toLowerCase()] : null;
}

function sectionValue(
  name: string,
  section: keyof Overrides,
  key: string,
  text: string,
  risk: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const list = /^universe[._](allow|deny)$/.exec(key)?.[1];
  if (list !== undefined) {
    const universe = typeof risk['universe'] === 'object' ? risk['universe'] : {};
    const value = { universe: { ...universe, [list]: text.split(',').map((symbol) => symbol.trim()) } };
    return requireValid(name, section, value);
  }
  const asText = { [key]: text };
  if (faultOf(name, section, asText) === null) return asText;
  const value = yamlValueOf(text);
  const asYaml = { [key]: value };
  if (faultOf(name, section, asYaml) === null) return asYaml;
  return requireValid(name, section, Array.isArray(value) ? asYaml : asText);
}

/** The text as YAML would read it: a number, `true`, `false`, `null`, a list in brackets; any other stays text. */
function yamlValueOf(text: string): unknown {
  if (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return Number(text);
  if (!/^(?:true|false|null|\[.*\])$/s.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function requireValid(
  name: string,
  section: keyof Overrides,
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const fault = faultOf(name, section, value);
  if (fault !== null) throw new UsageError(fault.message, { cause: fault });
  return value;
}

/** Lets the schema judge the value alone, so that the message names the variable. */
function faultOf(name: string, section: keyof Overrides, value: Readonly<Record<string, unknown>>): ConfigError | null {
  const alone = {
    environment: 'local',
    account: 'replay',
    symbols: ['BTC/USD'],
    timeframe: '1m',
    strategies: [{ name: 'any', policy: 'any' }],
    ...(section === 'top' ? value : { [section]: value }),
  };
  try {
    parseEnvironmentConfig(alone, `environment variable ${name}`);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
