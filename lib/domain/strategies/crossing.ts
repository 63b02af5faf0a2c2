/** How one line stands to another: 1 above, 0 equal, −1 below; `null` while either is undefined. */
export type Relation = -1 | 0 | 1 | null;

/**
 * `up` when the line is above now and was not one bar ago, `down` on the reverse; `null` otherwise, also while it was undefined one
 * bar ago. A tie is neither above nor below.
 */
export function crossing(before: Relation, now: Relation): 'up' | 'down' | null {
  if (before === null || now === null) return null;
  if (now > 0 && before <= 0) return 'up';
  return now < 0 && before >= 0 ? 'down' : null;
}
