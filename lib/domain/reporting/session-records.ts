import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

export type { EquitySnapshot };

/** What a finished (or running) session left in the ledger; both replays end in this and nothing else. */
export interface SessionRecords {
  /** Ascending by bar. */
  readonly snapshots: readonly EquitySnapshot[];
  /** In the order in which the venue made them. */
  readonly fills: readonly Fill[];
  readonly orders: readonly Order[];
  /** What the limits told, by time; other kinds are left out of the reports. */
  readonly events: readonly RiskNotice[];
  /** Of the account, with fills that came after the last snapshot; left out: that of the last snapshot. */
  readonly finalCash?: Decimal;
}

/** A risk event of the ledger, or of a replay. */
export interface RiskNotice {
  readonly id: string;
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly at: Instant;
  readonly detail: Readonly<Record<string, string>>;
}

/** What was run: the part of `summary.json` that the records do not tell. */
export interface RunDescription {
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly dataSha256: string;
  readonly initialBalance: Decimal;
  readonly currency: string;
  /** Trading days a year that daily statistics are annualised by. */
  readonly annualisation: number;
  readonly firstBarOpen: Instant;
  readonly lastBarClose: Instant;
  readonly bars: number;
  /** Smallest step of quantities: what is less is flat. */
  readonly lot: Decimal;
  /** Everything that shapes the result, as a configuration file has it: plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}
