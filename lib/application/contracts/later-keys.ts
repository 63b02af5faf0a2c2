/**
 * Keys of the public configuration that nothing enforces yet. They are refused, never accepted in
 * silence: an operator who sets a limit must be able to rely on it.
 */
const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'dry_run',
    'execution',
    'session',
    'reconciliation',
    'shadow',
    'promotion',
    'streaming',
    'notifications',
    'schedules',
  ],
};

/** Path of the first key of `raw` that is planned but not enforced yet, or `null`. */
export function findLaterKey(raw: Readonly<Record<string, unknown>>): string | null {
  for (const [section, keys] of Object.entries(LATER_KEYS)) {
    const holder = section === '' ? raw : raw[section];
    if (typeof holder !== 'object' || holder === null) continue;
    const found = keys.find((key) => Object.hasOwn(holder, key));
    if (found !== undefined) return section === '' ? found : `${section}.${found}`;
  }
  return null;
}
