import { parseExactJson } from '#adapters/alpaca/exact-json.ts';

/** What stands at a path of an answer's text; `undefined`: nothing. */
export function valueAt(answer: string, path: readonly string[]): unknown {
  let value: unknown = parseExactJson(answer);
  for (const name of path) value = isRecord(value) ? value[name] : undefined;
  return value;
}

/** Whether an answer has what its list is read from. */
export function hasPath(answer: string, path: readonly string[]): boolean {
  const value = valueAt(answer, path);
  return value !== undefined && value !== null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
