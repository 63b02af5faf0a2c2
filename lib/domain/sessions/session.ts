import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { VenueSteps } from '../simulation/venue-rules.ts';
import type { Holding } from './existing.ts';

export const SESSION_STATUSES = ['STOPPED', 'STARTING', 'RUNNING', 'PAUSED', 'STOPPING', 'ERROR'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Statuses in which a session leaves positions and protects them; entries need RUNNING. */
export const EXITS_GO_ON: readonly SessionStatus[] = ['RUNNING', 'PAUSED', 'STOPPING', 'ERROR'];

/**
 * Why a session is in ERROR. `strategy`: its code threw or answered nonsense, and would again. `market_data`: no symbol's bars could be read for minutes, which may
 * be over by itself. `reconciliation`: it began on an account that does not agree with the broker's.
 */
export const SESSION_FAULTS = ['strategy', 'market_data', 'reconciliation'] as const;
export type SessionFault = (typeof SESSION_FAULTS)[number];

/** Stop reason of a session that has come to its own end: it decides nothing any more, and leaves positions with the protection that they have. */
export const ENDED = 'ended';

/** Stop reason of a session that an emergency stop has ended. */
export const EMERGENCY = 'emergency';

/** In these the account is marked, and exits are decided. */
export function isWatched({ status }: Pick<Session, 'status'>): boolean {
  return EXITS_GO_ON.includes(status);
}

/** Its own end has come with the mark of this close. */
export function hasEnded({ endsAt }: Pick<Session, 'endsAt'>, markedAt: Instant): boolean {
  return endsAt !== null && markedAt >= endsAt;
}

/** One run of strategies × symbols on one broker account. */
export interface Session {
  readonly id: string;
  readonly account: string;
  readonly environment: string;
  /** No order of it is sent: every one is refused, and said to be. From its beginning to its end, whatever the configuration says meanwhile. */
  readonly dryRun: boolean;
  readonly strategies: readonly string[];
  readonly symbols: readonly string[];
  readonly status: SessionStatus;
  readonly version: number;
  /** A session acts only on bars that close after this; earlier ones warm it up. */
  readonly startedAt: Instant;
  /** It decides nothing at this close or later, and stops by itself; `null`: it runs until it is stopped. */
  readonly endsAt: Instant | null;
  readonly stoppedAt: Instant | null;
  readonly stopReason: string | null;
  /** Idempotency key of the operator's request that moved it to its status; `null`: something else did. */
  readonly movedBy: string | null;
  /** What put it into ERROR, as long as it is there. */
  readonly fault: SessionFault | null;
  /** Since when no bar of any symbol could be read; `null`: they can. */
  readonly failingSince: Instant | null;
  /** How often it was brought back from ERROR by itself. */
  readonly restarts: number;
  /** Positions are left before it ends. */
  readonly flatten: boolean;
  readonly totalTrades: number;
  readonly winningTrades: number;
  readonly losingTrades: number;
  readonly totalPnl: Decimal;
  readonly maxDrawdown: Decimal;
  /** Steps of each symbol as its venue told them when the session began; `null`: those of the configuration. */
  readonly steps: Readonly<Record<string, VenueSteps>> | null;
  /** What it takes over before it runs. */
  readonly adopts: readonly Holding[];
  /** The configuration as canonical JSON, and its sha256. */
  readonly config: string;
  readonly configHash: string;
}
