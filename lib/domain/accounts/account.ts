import type { SessionStatus } from '../sessions/session.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** What is allowed now. Every order path reads it in the write that authorises. */
export const TRADING_MODES = ['NORMAL', 'REDUCE_ONLY', 'PAUSED', 'HALTED'] as const;
export type TradingMode = (typeof TRADING_MODES)[number];

/** Cause of a mode that a reconciliation has set. */
export const BY_RECONCILIATION = 'reconciliation';

/**
 * Whether positions may still be given the protection that rests at the venue. A kill allows nothing but the emergency stop's exits, which sees to them itself; a halt because ledger and broker differ leaves
 * positions where they are, and nobody else would.
 */
export function allowsProtection({ mode, modeCause }: Pick<Account, 'mode' | 'modeCause'>): boolean {
  return mode !== 'HALTED' || modeCause === BY_RECONCILIATION;
}

/** One broker account: its money, its budgets, its mode. The ledger's account row. Amounts in `currency`. */
export interface Account {
  readonly account: string;
  readonly currency: string;
  readonly mode: TradingMode;
  /** Counts the kills; an exit of the emergency stop must carry the current one. */
  readonly haltEpoch: number;
  /** The session that holds the account (one at most), and its status. */
  readonly sessionId: string | null;
  readonly sessionStatus: SessionStatus | null;
  /** The session that holds it is a dry run: nothing is authorised. */
  readonly dryRun: boolean;
  readonly openingCash: Decimal;
  readonly cash: Decimal;
  /** Σ leaves × reference price of working entries. */
  readonly reserved: Decimal;
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
  /** Counts the fills applied, on any symbol. */
  readonly fillSeq: number;
  /** Symbols with a position or a working entry. */
  readonly openSymbols: ReadonlySet<string>;
  /** Minute (`floor(instant / 60 000)`) of the last order, and orders authorised in it. */
  readonly minute: number;
  readonly ordersInMinute: number;
  /** As of the last mark, at bar close `markedAt`. */
  readonly equity: Decimal;
  readonly peak: Decimal;
  readonly maxDrawdown: Decimal;
  /** UTC day of the last mark, and the equity that it began with. */
  readonly day: string | null;
  readonly dayStartEquity: Decimal;
  readonly markedAt: Instant;
  /** Who or what set the mode, e.g. `max_daily_loss_pct`, `external fill`; `null` while NORMAL. */
  readonly modeCause: string | null;
  /** No entry on any symbol before this instant, by which protection. */
  readonly pausedUntil: Instant | null;
  readonly pausedBy: string | null;
  /** The venue's cursor after the last fill applied. */
  readonly fillCursor: string | null;
}
