import type { Instant } from '../shared/instant.ts';
import type { Rung } from './rung.ts';

/** What one account has shown of one strategy on one rung. */
export interface Evidence {
  readonly environment: string;
  readonly account: string;
  readonly rung: Rung;
  /** Its name there. */
  readonly strategy: string;
  /** Of the rule and its parameters: what is promoted is what ran, whatever it is called. */
  readonly fingerprint: string;
  /** The latest UTC days on which it ran, in a row without unresolved drift. */
  readonly days: number;
  /** The last of them, `YYYY-MM-DD`. */
  readonly lastDay: string | null;
  /** What was not resolved when this was taken. */
  readonly unresolved: string | null;
  /** When this was taken. */
  readonly at: Instant;
}
