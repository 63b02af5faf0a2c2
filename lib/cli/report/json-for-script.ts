/**
 * JSON for a `<script type="application/json">`: nothing in it can end the element or begin a comment, and it parses to the
 * same value. Numbers that are not finite become `null`.
 */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
