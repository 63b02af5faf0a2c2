import { UnsupportedTemplateError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject, listAt } from '../template/json.ts';

/** What a field of an event must be: any of these is enough. */
type Matcher =
  | { readonly kind: 'equals'; readonly value: string | number | boolean | null }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'anything-but'; readonly values: readonly Json[] }
  | { readonly kind: 'exists'; readonly value: boolean };

/** An EventBridge event pattern: every field named must match, by one of its matchers or by the pattern beneath it. */
export type EventPattern = ReadonlyMap<string, readonly Matcher[] | EventPattern>;

/** Reads the part of the pattern language that is known: exact values, `prefix`, `anything-but`, `exists`. */
export function readPattern(pattern: JsonObject, origin: string): EventPattern {
  return new Map(
    Object.entries(pattern).map(([field, value]): [string, readonly Matcher[] | EventPattern] => {
      if (isJsonObject(value)) return [field, readPattern(value, `${origin}, ${field}`)];
      if (Array.isArray(value)) return [field, value.map((matcher) => readMatcher(matcher, `${origin}, ${field}`))];
      throw new UnsupportedTemplateError(
        `the pattern of ${origin}`,
        `${field} is ${JSON.stringify(value)}; a list is expected`,
      );
    }),
  );
}

function readMatcher(matcher: Json, origin: string): Matcher {
  if (!isJsonObject(matcher)) {
    if (!Array.isArray(matcher)) return { kind: 'equals', value: matcher as string | number | boolean | null };
  } else if (Object.keys(matcher).length === 1) {
    const { prefix, exists } = matcher;
    if (typeof prefix === 'string') return { kind: 'prefix', value: prefix };
    if (typeof exists === 'boolean') return { kind: 'exists', value: exists };
    const values = listAt(matcher, 'anything-but');
    if (values.length > 0 && values.every((value) => !isJsonObject(value))) return { kind: 'anything-but', values };
  }
  throw new UnsupportedTemplateError(
    `${JSON.stringify(matcher)} in the pattern of ${origin}`,
    'values, prefix, anything-but and exists are known',
  );
}

/** Whether an event matches. A list in the event matches when one of its elements does. */
export function matchesPattern(pattern: EventPattern, event: JsonObject): boolean {
  return [...pattern].every(([field, expected]) => {
    const value = event[field];
    if (!Array.isArray(expected)) return isJsonObject(value) && matchesPattern(expected as EventPattern, value);
    return (expected as readonly Matcher[]).some((matcher) => matches(matcher, value));
  });
}

function matches(matcher: Matcher, value: Json | undefined): boolean {
  if (matcher.kind === 'exists') return (value !== undefined) === matcher.value;
  if (value === undefined) return false;
  const candidates: readonly Json[] = Array.isArray(value) ? value : [value];
  switch (matcher.kind) {
    case 'equals':
      return candidates.includes(matcher.value);
    case 'prefix':
      return candidates.some((candidate) => typeof candidate === 'string' && candidate.startsWith(matcher.value));
    case 'anything-but':
      return candidates.some((candidate) => !matcher.values.includes(candidate));
  }
}
