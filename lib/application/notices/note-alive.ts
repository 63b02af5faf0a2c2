import type { AliveLog } from '#application/ports/alive-log.ts';
import { NOTED_EVERY } from '#domain/notices/judge-alive.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** Notes that a tick has come to its end. */
export type NoteAlive = (now: Instant) => Promise<void>;

/** As often as needed and no oftener, by this process's own memory: no read. A new process notes at once; what failed is tried at the next tick. */
export function noteAlive(log: AliveLog): NoteAlive {
  let last = Number.NEGATIVE_INFINITY;
  return async (now) => {
    if (now - last < NOTED_EVERY) return;
    await log.note(now);
    last = now;
  };
}
