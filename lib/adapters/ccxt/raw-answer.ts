import { parseExactJson } from '#adapters/alpaca/exact-json.ts';
import type { AnswerList } from './exchange-facts.ts';

/** What stands at a path of an answer's text; `undefined`: nothing. */
export function valueAt(answer: string, path: readonly string[]): unknown {
  let value: unknown = answer === '' ? undefined : parseExactJson(answer);
  for (const name of path) value = isRecord(value) ? value[name] : undefined;
  return value;
}

/** The entries of a list in an answer; `null`: there is no list where it should stand. */
export function entriesAt(answer: string, { path, isKeyed }: AnswerList): readonly unknown[] | null {
  const value = valueAt(answer, path);
  if (Array.isArray(value)) return value;
  return isKeyed && isRecord(value) ? Object.values(value) : null;
}

/** How many entries the venue has listed; where nobody knows its list, those that ccxt has read of it. */
export function countIn(answer: string, list: AnswerList | null, read: readonly unknown[]): number {
  return (list === null ? read : (entriesAt(answer, list) ?? [])).length;
}

/** Whether a list may stand in an answer, nobody knows where: not in nothing, a plain value, or an object of such. */
export function mayHoldList(answer: string): boolean {
  const value = valueAt(answer, []);
  return Array.isArray(value) || (isRecord(value) && Object.values(value).some(isRecord));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
