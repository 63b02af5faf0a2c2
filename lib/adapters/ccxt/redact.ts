const MAX_WORDS = 300;
const SIGNATURE = /(signature|sign)("?[=:]\s*"?)[^&\s",}]+/gi;

/** Words of the venue fit to be kept: without credentials or signatures that they echo, and short. */
export function redact(words: string, secrets: readonly string[]): string {
  let clean = words;
  for (const secret of secrets) {
    for (const echoed of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      clean = clean.replaceAll(echoed, '***');
  }
  return clean.replaceAll(SIGNATURE, '$1$2***').slice(0, MAX_WORDS);
}
