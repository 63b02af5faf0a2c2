import * as z from 'zod/mini';

/** Edits between two names up to which one may be meant by the other. */
const MOST_EDITS = 2;

/** What may be meant by the unknown `key` at `path`: a key there that is spelled nearly so, or the path of one of that name elsewhere. */
export function meantKey(schema: unknown, path: readonly PropertyKey[], key: string): string | null {
  return nearestKey(schema, path, key) ?? pathOfKey(schema, key);
}

/** Of the first mapping that has it, sections before what is in them; `null`: none has. Lists are not looked into. */
function pathOfKey(schema: unknown, key: string): string | null {
  const at = unwrap(schema);
  if (!(at instanceof z.ZodMiniObject)) return null;
  if (Object.hasOwn(at.shape, key)) return key;
  for (const [section, inner] of Object.entries(at.shape)) {
    const path = pathOfKey(inner, key);
    if (path !== null) return `${section}.${path}`;
  }
  return null;
}

/** The key of the schema at `path` that is nearest to `key`, at most two edits away; `null`: none is. */
function nearestKey(schema: unknown, path: readonly PropertyKey[], key: string): string | null {
  let best: { readonly name: string; readonly edits: number } | null = null;
  for (const name of keysAt(schema, path)) {
    const edits = editsBetween(key, name);
    if (edits <= MOST_EDITS && (best === null || edits < best.edits)) best = { name, edits };
  }
  return best?.name ?? null;
}

function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let at = unwrap(schema);
  for (const part of path) {
    at =
      at instanceof z.ZodMiniObject
        ? unwrap(at.shape[String(part)])
        : at instanceof z.ZodMiniArray
          ? unwrap(at.def.element)
          : null;
  }
  return at instanceof z.ZodMiniObject ? Object.keys(at.shape) : [];
}

/** The schema inside defaults, optionals and nullables. */
function unwrap(schema: unknown): unknown {
  let at = schema;
  while (at instanceof z.ZodMiniDefault || at instanceof z.ZodMiniOptional || at instanceof z.ZodMiniNullable) {
    at = at.def.innerType;
  }
  return at;
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
