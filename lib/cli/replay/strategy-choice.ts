import * as z from 'zod/mini';
import { describeIssue } from '#application/contracts/describe-issue.ts';
import { findStrategy, type RegisteredStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { isRecord } from '../read-config-file.ts';
import { UsageError } from '../usage-error.ts';
import { refuseFlag } from './flag-values.ts';

export type Params = Readonly<Record<string, unknown>>;

/** The strategy of that name or alias. `where` names the flag or key in errors. */
export function requireStrategy(where: string, name: string): RegisteredStrategy {
  const strategy = findStrategy(name);
  if (strategy !== null) return strategy;
  throw refuseFlag(where, name, `one of ${strategyNames().join(', ')} (further ones are not yet supported)`);
}

/** Parses `--param key=value` texts: numbers and booleans are recognised, everything else is text. */
export function parseParams(texts: readonly string[]): Params {
  const params: Record<string, unknown> = {};
  for (const text of texts) {
    const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined) throw refuseFlag('--param', text, 'key=value');
    if (Object.hasOwn(params, key)) throw refuseFlag('--param', text, `${key} only once`);
    params[key] = scalar(value);
  }
  return params;
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
  throw new UsageError(`${where} ${field}: ${what}; ${known}`);
}

/** Names of a strategy's parameters. */
export function parameterNames(strategy: RegisteredStrategy): readonly string[] {
  return strategy.parameters instanceof z.ZodMiniObject ? Object.keys(strategy.parameters.shape) : [];
}

function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : text;
}
