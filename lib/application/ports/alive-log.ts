import type { Instant } from '#domain/shared/instant.ts';

/** When the risk monitor was last at work, kept where another function reads it. I/O failures throw. */
export interface AliveLog {
  /** A later instant than the one noted; an earlier one changes nothing. */
  note(at: Instant): Promise<void>;
  /** `null`: nothing was ever noted. */
  lastNoted(): Promise<Instant | null>;
}
