import type { Side } from '../../orders/order-intent.ts';
import { Decimal, toMoney, ZERO } from '../../shared/decimal.ts';
import { DAY, type Instant, toUtcDay } from '../../shared/instant.ts';
import type { VenueBook } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';

/** Days that a tier's volume is counted over, the day of the fill included. */
const VOLUME_DAYS = 30;

export interface FeeQuote {
  /** Fraction of the notional; negative: a rebate. */
  readonly rate: Decimal;
  readonly tier: number;
}

/**
 * The rate of the highest tier that the quote currency traded in the 30 UTC days up to `time` reaches, fills before this one included.
 * Amounts of several quote currencies count alike.
 */
export function quoteFee(
  book: VenueBook,
  time: Instant,
  liquidity: 'maker' | 'taker',
  rules: Pick<VenueRules, 'fees'>,
): FeeQuote {
  const volume = rules.fees.length > 1 ? recentVolume(book.dailyVolumes, time) : ZERO;
  const tier = rules.fees.findLastIndex((candidate) => candidate.minVolume.lte(volume));
  const rates = rules.fees[tier];
  if (rates === undefined)
    throw new Error(`fee tiers: received ${rules.fees.length}, expected the first from volume 0`);
  return { rate: rates[liquidity], tier };
}

export interface Fees {
  /** Everything, valued in the quote currency. */
  readonly fee: Decimal;
  /** Part of it taken from what was bought, base currency. */
  readonly baseFee: Decimal;
}

/**
 * Fees of one fill, each amount rounded half-even to the money scale where it arises. On margin they are always paid in the quote currency: a short that is
 * covered less a fee in the base currency would leave dust.
 */
export function feesOf(
  fill: { readonly side: Side; readonly quantity: Decimal; readonly price: Decimal; readonly notional: Decimal },
  rate: Decimal,
  rules: Pick<VenueRules, 'feeCurrency' | 'margin'>,
): Fees {
  if (fill.side === 'sell' || rules.feeCurrency === 'quote' || rules.margin !== null)
    return { fee: toMoney(fill.notional.times(rate)), baseFee: ZERO };
  const baseFee = toMoney(fill.quantity.times(rate));
  return { fee: toMoney(baseFee.times(fill.price)), baseFee };
}

/** The volumes after a fill; the first fill of a day forgets what is more than 30 days old. */
export function withVolume(
  volumes: VenueBook['dailyVolumes'],
  time: Instant,
  notional: Decimal,
): VenueBook['dailyVolumes'] {
  const today = toUtcDay(time);
  const traded = volumes[today];
  if (traded !== undefined) return { ...volumes, [today]: traded.plus(notional) };
  const first = firstVolumeDay(time);
  const recent = Object.entries(volumes).filter(([day]) => day >= first);
  return { ...Object.fromEntries(recent), [today]: notional };
}

function recentVolume(volumes: VenueBook['dailyVolumes'], time: Instant): Decimal {
  const [first, last] = [firstVolumeDay(time), toUtcDay(time)];
  return Object.entries(volumes).reduce(
    (sum, [day, volume]) => (day >= first && day <= last ? sum.plus(volume) : sum),
    new Decimal(0),
  );
}

function firstVolumeDay(time: Instant): string {
  return toUtcDay(time - (VOLUME_DAYS - 1) * DAY);
}
