import type { Fill } from '../orders/fill.ts';
import { sequenceBehind } from '../orders/fill-sequence.ts';
import { Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import type { CashMovement } from './cash-movement.ts';
import type { Drift } from './drift.ts';
import type { Facts, ListedFill } from './facts.ts';
import type { Comparison } from './find-drifts.ts';

/** Cash that came or went and that no fill explains. */
export interface CashAdjustment {
  /** The reconciliation's, which declares cash once, or of the venue's movement. */
  readonly id: string;
  readonly account: string;
  readonly currency: string;
  /** Signed: what the broker had more than the ledger. */
  readonly amount: Decimal;
  readonly at: Instant;
  /** What the venue says that it was; `null`: nobody knows. */
  readonly movement: Pick<CashMovement, 'kind' | 'what'> | null;
}

/** What is declared next; `not_possible`: of what is left nothing can be. */
export type NextAdjustment =
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'cash'; readonly adjustment: CashAdjustment }
  | { readonly kind: 'not_possible'; readonly reasons: readonly string[] };

export interface AdjustmentContext {
  readonly reconciliationId: string;
  readonly at: Instant;
  /** Of the last fill in the ledger: synthetic entries sort behind it. */
  readonly sequence: string;
}

/** A price implied by cash is believed when it is so near to the one that is known. */
const PLAUSIBLE = new Decimal('0.1');

/**
 * One entry that takes ledger and broker together, fees first, then quantities, then the cash that is still different. A single quantity is declared at the price that the cash
 * tells, where that is plausible: the fill that it stands in for then takes back exactly what was declared.
 */
export function nextAdjustment(
  { drifts, settled }: Pick<Comparison, 'drifts' | 'settled'>,
  facts: Facts,
  context: AdjustmentContext,
): NextAdjustment | null {
  const [fee] = settled.fees;
  if (fee !== undefined) return { kind: 'fill', fill: feeEntry(fee.listed, fee.missing, context) };
  const quantities = drifts.filter(({ kind }) => kind === 'unknown_position' || kind === 'wrong_quantity');
  const cash = facts.cash.minus(settled.cash);
  for (const drift of quantities) {
    const notional = notionalOf(drift, facts, quantities.length === 1 ? cash : ZERO);
    if (notional !== null) return { kind: 'fill', fill: positionEntry(drift, notional, facts, context) };
  }
  if (quantities.length > 0)
    return {
      kind: 'not_possible',
      reasons: quantities.map(({ subject }) => `${subject}: no price is known to declare it at`),
    };
  const wrong = drifts.find(({ kind }) => kind === 'wrong_cash');
  if (wrong === undefined) return null;
  const { account, currency } = facts.account;
  return {
    kind: 'cash',
    adjustment: { id: context.reconciliationId, account, currency, amount: cash, at: context.at, movement: null },
  };
}

function notionalOf({ quantity, symbol }: Drift, { positions, prices }: Facts, cash: Decimal): Decimal | null {
  if (quantity === null || symbol === null) return null;
  const price = prices.get(symbol) ?? averageCost(positions.get(symbol)) ?? null;
  // A buy has taken cash, a sale has brought it.
  const told = quantity.isNegative() ? cash : cash.negated();
  const implied = told.gt(0) ? told.div(quantity.abs()) : null;
  const isPlausible = implied !== null && (price === null || implied.minus(price).abs().lte(price.times(PLAUSIBLE)));
  if (isPlausible) return told;
  return price === null ? null : toMoney(price.times(quantity.abs()));
}

function averageCost(position: { readonly cost: Decimal; readonly quantity: Decimal } | undefined): Decimal | null {
  if (position === undefined || position.quantity.isZero()) return null;
  const price = position.cost.div(position.quantity);
  return price.gt(0) ? price : null;
}

function positionEntry(
  { quantity, subject }: Drift,
  notional: Decimal,
  facts: Facts,
  context: AdjustmentContext,
): Fill {
  const signed = quantity ?? ZERO;
  return {
    ...entry(context),
    account: facts.account.account,
    symbol: subject,
    id: `${context.reconciliationId}~position`,
    sessionId: facts.account.sessionId,
    side: signed.isNegative() ? 'sell' : 'buy',
    quantity: signed.abs(),
    price: toMoney(notional.div(signed.abs())),
    notional,
    fee: ZERO,
    provenance: { kind: 'position', reconciliationId: context.reconciliationId, of: null },
  };
}

function feeEntry({ fill, known }: ListedFill, missing: Decimal, context: AdjustmentContext): Fill {
  return {
    ...entry(context),
    account: fill.account,
    symbol: fill.symbol,
    id: `${fill.id}~fee${(known?.feeEntries ?? 0) + 1}`,
    sessionId: known?.fill.sessionId ?? null,
    side: fill.side,
    quantity: ZERO,
    price: fill.price,
    notional: ZERO,
    fee: missing,
    provenance: { kind: 'fee', reconciliationId: context.reconciliationId, of: fill.id },
  };
}

function entry({ at, reconciliationId, sequence }: AdjustmentContext) {
  return {
    sequence: sequenceBehind(sequence, reconciliationId),
    clientOrderId: null,
    baseFee: ZERO,
    otherFees: [],
    time: at,
    venueTime: null,
    reason: null,
    explanation: null,
  } as const;
}
