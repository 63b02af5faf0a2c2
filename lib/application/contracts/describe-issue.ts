import type * as z from 'zod/mini';

/** A fault that a schema found, in words: where, and what was received and expected. */
export interface DescribedIssue {
  /** Path of the key, parts joined by dots. */
  readonly field: string;
  readonly fault: string;
}

/** The message of a check that was given none of its own. */
const NO_MESSAGE = 'Invalid input';

/** Puts a schema's issue about `raw` into words. A check's own message is taken for what is expected. */
export function describeIssue(issue: z.core.$ZodIssue, raw: unknown): DescribedIssue {
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].join('.');
    return { field, fault: 'unknown key, expected only keys of the reference' };
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    raw,
  );
  const expected = expectedBy(issue);
  return { field: issue.path.join('.'), fault: `received ${describeValue(value)}, expected ${expected}` };
}

/** A value as it was received, shortened. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** What a schema expects: by a check's own message, else by its kind. */
export function expectedBy(issue: z.core.$ZodIssue): string {
  return issue.message === NO_MESSAGE ? expectedOf(issue) : issue.message;
}

function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return TYPE_WORDS[issue.expected] ?? `a ${issue.expected}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `${issue.inclusive === false ? '>' : '≥'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `${issue.inclusive === false ? '<' : '≤'} ${issue.maximum}`;
  return 'a valid value';
}

const TYPE_WORDS: Readonly<Record<string, string>> = { object: 'a mapping of keys to values', int: 'a whole number' };
