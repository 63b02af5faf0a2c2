/**
 * Keys of the public configuration that nothing enforces yet. They are refused, never accepted in
 * silence: an operator who sets a limit must be able to rely on it.
 */
const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': ['shadow', 'streaming', 'schedules'],
  execution: ['post_only_default'],
  session: ['save_state_interval'],
};

/** Paths of the keys of `raw` that are planned but not enforced yet. */
export function findLaterKeys(raw: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(LATER_KEYS).flatMap(([section, keys]) => {
    const holder = section === '' ? raw : raw[section];
    if (typeof holder !== 'object' || holder === null) return [];
    const found = keys.filter((key) => Object.hasOwn(holder, key));
    return section === '' ? found : found.map((key) => `${section}.${key}`);
  });
}
