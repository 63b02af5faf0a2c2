/**
 * Parses JSON with every number as the text that stands in the source, so that no digit is lost on the way to a
 * decimal. Numbers and strings thereby look alike, as they do at venues that write amounts either way.
 */
export function parseExactJson(text: string): unknown {
  const keepDigits = (_name: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  return JSON.parse(text, keepDigits);
}
