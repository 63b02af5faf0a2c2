import { type Instant, MINUTE, toIso } from '../shared/instant.ts';

/** What watches notes that it does so often, at most: each note is a write. */
export const NOTED_EVERY = 3 * MINUTE;
/** Minutes of ticks that may fail or be late on top, as with the alarm on the monitor's heartbeat. */
const TOLERATED = 4 * MINUTE;
/** Of two clocks of Lambda. */
const SKEW = MINUTE;

/** `silent`: nobody outside is to be told that all is well. */
export type Liveness = { readonly kind: 'alive' } | { readonly kind: 'silent'; readonly reason: string };

/**
 * Whether what watches the account was at work a few minutes ago. What it found does not matter: a stopped account that somebody watches is alive.
 *
 * @param notedAt when the risk monitor last said that it had come to the end of a tick; `null`: never
 */
export function judgeAlive(notedAt: Instant | null, now: Instant): Liveness {
  if (notedAt === null) return { kind: 'silent', reason: 'the risk monitor has never come to the end of a tick' };
  if (notedAt > now + SKEW)
    return {
      kind: 'silent',
      reason: `the risk monitor's last tick, ${toIso(notedAt)}, is yet to come: a clock is wrong`,
    };
  if (now - notedAt > NOTED_EVERY + TOLERATED)
    return { kind: 'silent', reason: `the risk monitor has not come to the end of a tick since ${toIso(notedAt)}` };
  return { kind: 'alive' };
}
