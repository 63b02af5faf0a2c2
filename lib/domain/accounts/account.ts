import type { SessionStatus } from '../sessions/session.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** What is allowed now. Every order path reads it in the write that authorises. */
export const TRADING_MODES = ['NORMAL', 'REDUCE_ONLY', 'PAUSED', 'HALTED'] as const;
export type TradingMode = (typeof TRADING_MODES)[number];

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
