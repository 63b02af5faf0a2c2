import { Decimal as DecimalJs } from 'decimal.js';

/**
 * Exact decimals for every price, quantity and amount of money: 34 significant digits, half-even
 * (IEEE 754 decimal128), plain notation. This file is the only one that configures decimal.js.
 */
export const Decimal = DecimalJs.clone({
  precision: 34,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

/*
 * V8 keeps a constructor with so many properties as a dictionary, in which every operation looks up its precision and rounding, and whether
 * something is a decimal in that of the library's own. The prototype of an object, which this makes them, is laid out for fast access: sums
 * take half the time.
 */
Object.create(Decimal);
Object.create(DecimalJs);

/** For sums that must not round at all, of up to 10,000 numbers of up to 90 digits: ties are decided with it, nothing is stored. */
export const WideDecimal = DecimalJs.clone({ precision: 100, rounding: DecimalJs.ROUND_HALF_EVEN });

export const ZERO: Decimal = new Decimal(0);

/**
 * Decimal places of an amount of money in the ledger. Amounts are rounded half-even to this scale where
 * they arise (a fill's notional and fee); every later sum is then exact in 34 digits here and in the
 * 38 digits of a DynamoDB Number, for amounts below 10^16.
 */
export const MONEY_SCALE = 18;

/** Rounds an amount of money to the ledger's scale, half-even. */
export function toMoney(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(MONEY_SCALE, DecimalJs.ROUND_HALF_EVEN);
}

/** The largest multiple of `step` that is not above `value`; `step` is a lot or a tick, `value` ≥ 0. */
export function floorToStep(value: Decimal, step: Decimal): Decimal {
  return value.divToInt(step).times(step);
}

/** Plain decimal notation, never an exponent, `-0` as `0`: the only text form that leaves the program. */
export function toPlain(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}
