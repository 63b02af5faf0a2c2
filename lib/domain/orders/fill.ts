import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { ShareRates } from '../splits/split.ts';
import type { Side } from './order-intent.ts';

/** What made a fill happen. `funding` moves no quantity, only a fee; `liquidation` is the venue's own order. */
export const FILL_TRIGGERS = [
  'market',
  'limit',
  'stop',
  'trailing_stop',
  'take_profit',
  'liquidation',
  'funding',
] as const;
export type FillTrigger = (typeof FILL_TRIGGERS)[number];

/** Why a fill has the price, the quantity and the fee that it has. */
export interface FillExplanation {
  readonly trigger: FillTrigger;
  /** Price before slippage and impact: the bar's open, or the order's limit or stop price. */
  readonly referencePrice: Decimal;
  /** Both ≥ 0, against the side that trades. */
  readonly slippageBps: Decimal;
  readonly impactBps: Decimal;
  readonly liquidity: 'maker' | 'taker';
  /** Fraction of the notional, and index of the tier that it comes from. */
  readonly feeRate: Decimal;
  readonly feeTier: number;
  /** Timestamp of the bar that it filled in. */
  readonly barTime: Instant;
  /** What kept it from filling whole. */
  readonly limitedBy: 'volume' | 'cash' | null;
}

/** Why a position was left. */
export const EXIT_REASONS = [
  'strategy_exit',
  'rebalance',
  'time_exit',
  'profit_exit',
  'loss_exit',
  'margin_exit',
  'manual',
  'emergency_exit',
  'stop_loss',
  ...FILL_TRIGGERS,
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** A fee that the venue took in neither of a symbol's currencies, or in coins that the ledger does not count. */
export interface OtherFee {
  /** As the venue names it, e.g. `BNB`. */
  readonly currency: string;
  /** In that currency, > 0 unless it is a rebate. */
  readonly amount: Decimal;
}

export const PROVENANCES = ['position', 'fee', 'reversal', 'adopted', 'split', 'split_fraction', 'split_fill'] as const;

/** Where a fill comes from that no venue has made. */
export interface Provenance {
  /**
   * `position`: declared for a difference that no fill explains; `fee`: what a venue took more, or less, than it said first; `reversal`: takes back a declaration; `adopted`: what stood before its session; `split`: shares that a split has made of shares, or taken; `split_fraction`:
   * what the venue made of the fraction that it left; `split_fill`: the same of a fill that was told after the split.
   */
  readonly kind: (typeof PROVENANCES)[number];
  /** The reconciliation that declared it; `null` where there was none. */
  readonly reconciliationId: string | null;
  /** Id of the venue's fill that it is about; `null`: of none. */
  readonly of: string | null;
  /** Of a `split`. */
  readonly rates?: ShareRates;
}

/** One execution at the venue, or an entry that was declared in the place of one. Identity: account, symbol, id. */
export interface Fill {
  readonly account: string;
  readonly symbol: string;
  /** The venue's execution id, unique for account and symbol. */
  readonly id: string;
  /** Sorts the fills of an account in the order in which the venue made them. */
  readonly sequence: string;
  /** `null` for an EXTERNAL fill, one that no order of ours explains. */
  readonly clientOrderId: string | null;
  readonly sessionId: string | null;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Quantity × price in the quote currency, at the ledger's money scale. */
  readonly notional: Decimal;
  /** Fees in the quote and the base currency, at their value in the quote currency; ≥ 0 unless the venue pays a rebate. */
  readonly fee: Decimal;
  /** Part of the fee that the venue took in the base currency: a buy adds `quantity − baseFee`, a sell takes `quantity + baseFee`. */
  readonly baseFee: Decimal;
  /** Not in `fee`, as no price of theirs is known: they move neither cash nor position, and no P&L is net of them. */
  readonly otherFees: readonly OtherFee[];
  /** On our clock: of the venue's, where it is on ours, else when the fill was learnt. */
  readonly time: Instant;
  /** On the clock of a venue that has its own: recorded, and never compared. */
  readonly venueTime: Instant | null;
  /** Of a fill that reduces a position. */
  readonly reason: ExitReason | null;
  /** `null` where the venue does not tell. */
  readonly explanation: FillExplanation | null;
  /** Of a synthetic entry. Absent: the venue made it. */
  readonly provenance?: Provenance;
}
