import type { FillTrigger } from '../../orders/fill.ts';
import type { Side } from '../../orders/order-intent.ts';
import { type Bar, exact } from '../../shared/bar.ts';
import { Decimal, ZERO } from '../../shared/decimal.ts';
import type { Instant } from '../../shared/instant.ts';
import type { VenueRules } from '../venue-rules.ts';
import { squareRootImpact } from './market-impact.ts';
import { slippageRateOf } from './slippage.ts';

/** A trade that the market offers to an order. */
export interface Offer {
  readonly trigger: FillTrigger;
  /** Before slippage and impact. */
  readonly referencePrice: Decimal;
  /** Slippage and impact stop here; `null`: nowhere. */
  readonly limitPrice: Decimal | null;
  readonly liquidity: 'maker' | 'taker';
  readonly time: Instant;
  /** `null`: a trade of which nothing but its price is known. */
  readonly bar: Bar | null;
}

export interface PricedOffer {
  readonly price: Decimal;
  /** Fractions of the reference price, against the side that trades. */
  readonly slippage: Decimal;
  readonly impact: Decimal;
}

/** However large a sale, the models take no more than this off its price. */
const MOST_OFF_A_SALE = new Decimal('0.99');

/**
 * What `quantity` trades at: a buy at `reference × (1 + slippage + impact)`, a sell at `reference × (1 − slippage − impact)`, never beyond the offer's limit,
 * rounded half-even to the tick. An order that makes trades at the reference itself.
 */
export function priceOffer(offer: Offer, side: Side, quantity: Decimal, rules: VenueRules): PricedOffer {
  const { referencePrice, limitPrice, liquidity, bar } = offer;
  if (liquidity === 'maker') return { price: referencePrice, slippage: ZERO, impact: ZERO };
  const volume = bar === null ? null : exact(bar, 'volume');
  const most = side === 'sell' ? MOST_OFF_A_SALE : null;
  const slippage = atMost(slippageRateOf(quantity, volume, rules), most);
  const impact = atMost(impactOf(quantity, volume, bar, rules), most?.minus(slippage) ?? null);
  const rate = slippage.plus(impact);
  const price = referencePrice.times((side === 'buy' ? rate : rate.negated()).plus(1));
  const isBeyond = limitPrice !== null && (side === 'buy' ? price.gt(limitPrice) : price.lt(limitPrice));
  if (!isBeyond) return { price: roundToTick(price, rules.tick), slippage, impact };
  const room = referencePrice.minus(limitPrice).abs().div(referencePrice);
  const slipped = Decimal.min(slippage, room);
  return { price: limitPrice, slippage: slipped, impact: room.minus(slipped) };
}

function atMost(rate: Decimal, most: Decimal | null): Decimal {
  return most === null ? rate : Decimal.min(rate, most);
}

function impactOf(quantity: Decimal, volume: Decimal | null, bar: Bar | null, rules: VenueRules): Decimal {
  if (rules.impactCoefficient === null || bar === null || volume === null) return ZERO;
  const range = exact(bar, 'high').minus(exact(bar, 'low')).div(exact(bar, 'open'));
  return squareRootImpact(rules.impactCoefficient, range, quantity, volume);
}

/** To the nearest tick, half-even, but never to a price of zero. */
function roundToTick(price: Decimal, tick: Decimal | null): Decimal {
  return tick === null ? price : Decimal.max(price.div(tick).round(), 1).times(tick);
}
