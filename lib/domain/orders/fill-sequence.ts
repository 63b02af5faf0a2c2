/**
 * Where an entry that no venue has made sorts: behind the last fill that is in the ledger, before all that come.
 *
 * @param last sequence of that fill; `''`: there is none
 * @param id of what declares the entry
 */
export function sequenceBehind(last: string, id: string): string {
  // An exclamation mark sorts before whatever a venue's sequence begins with.
  return last === '' ? `!${id}` : `${last}~${id}`;
}
