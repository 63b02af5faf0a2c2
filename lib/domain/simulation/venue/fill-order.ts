import { exact } from '../../shared/bar.ts';
import { Decimal, floorToStep, toMoney, ZERO } from '../../shared/decimal.ts';
import type { Execution, VenueBook, WorkingOrder } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';
import { type Covered, coveredQuantity } from './covered-quantity.ts';
import { type FeeQuote, feesOf, quoteFee } from './fees.ts';
import { type Offer, type PricedOffer, priceOffer } from './offer.ts';
import { settle } from './settle.ts';

export interface FillAttempt {
  readonly book: VenueBook;
  readonly execution: Execution | null;
  /** Why what is left cannot go on and is cancelled; `null`: it may, or nothing is left. */
  readonly shortfall: string | null;
}

/** Basis points in one. */
const BPS = 10_000;

/**
 * Trades as much of an order as the market offers and the account covers. Price, slippage and impact are those of what the bar's volume allows, also when
 * the account then covers less. A `fok` order trades whole or not at all.
 */
export function fillOrder(book: VenueBook, order: WorkingOrder, offer: Offer, rules: VenueRules): FillAttempt {
  const leaves = order.quantity.minus(order.filledQuantity);
  const wanted = withinVolume(leaves, offer, rules);
  if (wanted.isZero()) return { book, execution: null, shortfall: null };
  const priced = priceOffer(offer, order.side, wanted, rules);
  const fee = quoteFee(book, offer.time, offer.liquidity, rules);
  const question = { wanted, price: priced.price, referencePrice: offer.referencePrice, feeRate: fee.rate };
  const covered = coveredQuantity(book, order, question, rules);
  const { quantity, shortfall } = covered;
  const isRefused = order.terms.timeInForce === 'fok' && quantity.lt(leaves);
  if (isRefused || quantity.isZero()) return { book, execution: null, shortfall };
  const limitedBy = limitOf(covered, wanted, leaves);
  const execution = executionOf(book, order, quantity, { offer, priced, fee, limitedBy }, rules);
  return { book: settle(book, execution, rules.margin !== null), execution, shortfall };
}

/** A bar without volume fills nothing where a model asks for the volume. */
function withinVolume(leaves: Decimal, { bar }: Offer, rules: VenueRules): Decimal {
  const { maxVolumeShare, volumeSlippage, impactCoefficient } = rules;
  if (bar === null) return leaves;
  if (bar.volume === 0) {
    const asksForVolume = maxVolumeShare !== null || volumeSlippage !== null || impactCoefficient !== null;
    return asksForVolume ? ZERO : leaves;
  }
  if (maxVolumeShare === null) return leaves;
  const most = exact(bar, 'volume').times(maxVolumeShare);
  return most.gte(leaves) ? leaves : Decimal.min(floorToStep(most, rules.lot), leaves);
}

function limitOf({ shortfall }: Covered, wanted: Decimal, leaves: Decimal): 'volume' | 'cash' | null {
  if (shortfall === 'INSUFFICIENT_CASH' || shortfall === 'INSUFFICIENT_MARGIN') return 'cash';
  return shortfall === null && wanted.lt(leaves) ? 'volume' : null;
}

function executionOf(
  book: VenueBook,
  order: WorkingOrder,
  quantity: Decimal,
  how: { offer: Offer; priced: PricedOffer; fee: FeeQuote; limitedBy: 'volume' | 'cash' | null },
  rules: VenueRules,
): Execution {
  const { offer, priced, fee, limitedBy } = how;
  const { price } = priced;
  const { side, symbol, clientOrderId } = order;
  const notional = toMoney(quantity.times(price));
  return {
    id: `${clientOrderId}#${offer.time}#1`,
    sequence: book.executions + 1,
    clientOrderId,
    symbol,
    side,
    quantity,
    price,
    notional,
    ...feesOf({ side, quantity, price, notional }, fee.rate, rules),
    time: offer.time,
    explanation: {
      trigger: offer.trigger,
      referencePrice: offer.referencePrice,
      slippageBps: priced.slippage.times(BPS),
      impactBps: priced.impact.times(BPS),
      liquidity: offer.liquidity,
      feeRate: fee.rate,
      feeTier: fee.tier,
      barTime: offer.time,
      limitedBy,
    },
  };
}
