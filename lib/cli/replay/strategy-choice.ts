import * as z from 'zod/mini';
import { describeIssue, describeValue } from '#application/contracts/describe-issue.ts';
import { findStrategy, type RegisteredStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { isRecord } from '../is-record.ts';
import { UsageError } from '../usage-error.ts';
import { refuseFlag } from './flag-values.ts';

export type Params = Readonly<Record<string, unknown>>;

/** The strategy of that name or alias. `where` names the flag or key in errors. */
export function requireStrategy(where: string, name: string): RegisteredStrategy {
  const strategy = findStrategy(name);
  if (strategy !== null) return strategy;
  const expected = `one of ${strategyNames().join(', ')}`;
  const isName = /^[a-z][a-z0-9_]{0,39}$/.test(name);
  throw refuseFlag(where, name, `${expected}; \`tidegate strategies new ${isName ? name : 'NAME'}\` writes a new one`);
}

/** Parses `--param key=value` texts: numbers and booleans are recognised, everything else is text. */
export function parseParams(texts: readonly string[]): Params {
  const params = new Map<string, unknown>();
  for (const text of texts) {
    const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined) throw refuseFlag('--param', text, 'key=value');
    if (params.has(key)) throw refuseFlag('--param', text, `${key} only once`);
    params.set(key, scalar(value));
  }
  return Object.fromEntries(params);
}

/** The parameters as the strategy's schema resolves them, defaults filled in. `where` names flag or key in errors. */
export function resolveParams(where: string, strategy: RegisteredStrategy, given: Params): Params {
  const parsed = z.safeParse(strategy.parameters, given);
  if (parsed.success) return isRecord(parsed.data) ? parsed.data : {};
  const names = parameterNames(strategy);
  const known =
    names.length === 0 ? `${strategy.name} takes none` : `the parameters of ${strategy.name} are ${names.join(', ')}`;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new UsageError(`${where}: not valid; ${known}`);
  const { field, fault } = describeIssue(issue, given);
  const what = issue.code === 'unrecognized_keys' ? 'received an unknown parameter' : fault;
  throw new UsageError(`${where} ${field}: ${describeRelation(issue, strategy, given) ?? what}; ${known}`);
}

/** A fault between several parameters, with all their values, defaults included; `null` for any other fault. */
function describeRelation(issue: z.core.$ZodIssue, strategy: RegisteredStrategy, given: Params): string | null {
  const [field] = issue.path;
  if (issue.code !== 'custom' || issue.path.length !== 1 || typeof field !== 'string') return null;
  const defaults = z.safeParse(strategy.parameters, {});
  const values: Params = { ...(defaults.success && isRecord(defaults.data) ? defaults.data : {}), ...given };
  const show = (name: string): string =>
    `${describeValue(values[name])}${Object.hasOwn(given, name) ? '' : ' (default)'}`;
  const others = Object.keys(values).filter((name) => name !== field);
  const beside = others.length === 0 ? '' : `, with ${others.map((name) => `${name} ${show(name)}`).join(', ')}`;
  return `received ${show(field)}, expected ${issue.message}${beside}`;
}

/** Names of a strategy's parameters. */
export function parameterNames(strategy: RegisteredStrategy): readonly string[] {
  return strategy.parameters instanceof z.ZodMiniObject ? Object.keys(strategy.parameters.shape) : [];
}

function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : text;
}
