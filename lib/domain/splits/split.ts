import { newYorkMidnight } from '../calendar/new-york-time.ts';
import { Decimal, toMoney, toPlain } from '../shared/decimal.ts';
import { DAY, type Instant, toUtcDay } from '../shared/instant.ts';

/** So many old shares became so many new ones. Both > 0 and different. */
export interface ShareRates {
  readonly oldRate: Decimal;
  readonly newRate: Decimal;
}

/** A split of an equity, forward or reverse, as the venue tells it. A symbol has one on a day. */
export interface Split extends ShareRates {
  readonly symbol: string;
  /** The first day on which new shares are traded, counted from 1970-01-01 by New York's calendar. */
  readonly exDay: number;
}

/** Decimal places of a number of shares at the venue. */
const SHARE_SCALE = 9;

/** From then on prices and quantities are of new shares. */
export function exTime({ exDay }: Pick<Split, 'exDay'>): Instant {
  return newYorkMidnight(exDay);
}

/** `2026-11-23`. */
export function exDate({ exDay }: Pick<Split, 'exDay'>): string {
  return toUtcDay(exDay * DAY);
}

/** Tells a split apart from every other of its symbol. */
export function splitId(split: Pick<Split, 'exDay'>): string {
  return `split#${exDate(split)}`;
}

/** `4:1` is four new shares for an old one. */
export function ratioText({ newRate, oldRate }: ShareRates): string {
  return `${toPlain(newRate)}:${toPlain(oldRate)}`;
}

/** Old shares as new ones, signed; what is beyond the venue's decimals is cut off. */
export function newShares(quantity: Decimal, { newRate, oldRate }: ShareRates): Decimal {
  return quantity.times(newRate).div(oldRate).toDecimalPlaces(SHARE_SCALE, Decimal.ROUND_DOWN);
}

/** A price of an old share as that of a new one. */
export function newPrice(price: Decimal, { newRate, oldRate }: ShareRates): Decimal {
  return toMoney(price.times(oldRate).div(newRate));
}

export function newPriceOrNull(price: Decimal | null, rates: ShareRates): Decimal | null {
  return price === null ? null : newPrice(price, rates);
}
