import type { Decimal } from '../shared/decimal.ts';

/** Fees from this 30-day volume on. Rates are fractions of the notional. */
export interface FeeTier {
  /** Quote currency traded in the last 30 UTC days. */
  readonly minVolume: Decimal;
  readonly maker: Decimal;
  readonly taker: Decimal;
}

/** Trading on credit. */
export interface MarginRules {
  /** Exposure ÷ equity, at most. */
  readonly maxLeverage: Decimal;
  /** Share of the exposure that equity must cover, or the venue liquidates. */
  readonly maintenanceRate: Decimal;
  /** Paid by longs to shorts (negative: the other way round) every eight hours, 00:00, 08:00 and 16:00 UTC; fraction of the position's value. */
  readonly fundingRate: Decimal;
  readonly allowShort: boolean;
}

/** Steps of what is traded at a venue. */
export interface VenueSteps {
  /** Quantities are multiples of it. */
  readonly lot: Decimal;
  /** Prices are multiples of it; `null`: not rounded. */
  readonly tick: Decimal | null;
  /** Least notional of an order, quote currency. */
  readonly minNotional: Decimal | null;
  /** What rests there for a position beside a plain limit. What does not is watched at every close instead. */
  readonly protections: readonly ProtectionKind[];
}

/** `stop`: alone. `oco`: a stop with a target. `trailing_oco`: a trailing stop with a target. */
export const PROTECTION_KINDS = ['stop', 'oco', 'trailing', 'trailing_oco'] as const;
export type ProtectionKind = (typeof PROTECTION_KINDS)[number];

/** How the simulated venue trades: its steps, what it charges, and how large orders move its price. `null` switches a model off. */
export interface VenueRules extends VenueSteps {
  /** Where symbols have steps of their own. */
  readonly bySymbol: ReadonlyMap<string, VenueSteps> | null;
  /** Ascending by `minVolume`, the first from 0. */
  readonly fees: readonly FeeTier[];
  /** What a buy's fee is taken in; a sell pays in the quote currency. */
  readonly feeCurrency: 'quote' | 'base';
  /** Fixed slippage of orders that take, fraction of the price. */
  readonly slippageRate: Decimal;
  /** Most of a bar's volume that one order gets, 0–1. */
  readonly maxVolumeShare: Decimal | null;
  /** Volume-share slippage: price moves by this × (order ÷ bar volume)², as zipline has it. */
  readonly volumeSlippage: Decimal | null;
  /** Square-root impact: price moves by this × bar range ÷ open × √(order ÷ bar volume). */
  readonly impactCoefficient: Decimal | null;
  /** Milliseconds from acceptance until an order can trade. */
  readonly latency: number;
  /** `null`: a cash account, no balance ever below zero. */
  readonly margin: MarginRules | null;
}

/** The steps of one symbol. */
export function stepsOf(rules: VenueRules, symbol: string): VenueSteps {
  return rules.bySymbol?.get(symbol) ?? rules;
}
