import { Decimal, MONEY_SCALE } from './decimal.ts';

/**
 * An exact amount as a whole number of 10^-18, the ledger's money scale: what a valuation at every bar is added up in, many times
 * faster than in `Decimal` and just as exact. State and everything that is decided once an order stays `Decimal`.
 */
export type Fixed = bigint;

export const FIXED_ONE: Fixed = 10n ** BigInt(MONEY_SCALE);

/** @throws {RangeError} for a decimal with more than 18 decimal places. */
export function toFixed(value: Decimal): Fixed {
  return parseFixed(value.toFixed());
}

export function fixedToDecimal(value: Fixed): Decimal {
  return new Decimal(fixedText(value));
}

/** Plain decimal notation without trailing zeros. */
export function fixedText(value: Fixed): string {
  if (value === 0n) return '0';
  const isNegative = value < 0n;
  const digits = (isNegative ? -value : value).toString().padStart(MONEY_SCALE + 1, '0');
  const whole = digits.slice(0, -MONEY_SCALE);
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48 && end > digits.length - MONEY_SCALE) end -= 1;
  const fraction = digits.slice(digits.length - MONEY_SCALE, end);
  return `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The product of two amounts (a quantity and a price, say) at the money scale, half-even. */
export function timesFixed(a: Fixed, b: Fixed): Fixed {
  return divideHalfEven(a * b, FIXED_ONE);
}

/** `quantity` × `price` at the money scale, half-even, with a small divisor where the price has few decimals. */
export function timesPrice(quantity: Fixed, price: number | string): Fixed {
  const decimals = typeof price === 'number' ? decimalsOf(price) : null;
  if (decimals === null) return timesFixed(quantity, priceToFixed(price));
  return divideHalfEven(quantity * unitsOf(Number(price), decimals), powerOfTen(decimals));
}

/** `part / whole` as a fraction at the money scale, half-even; `whole` > 0. */
export function ratioFixed(part: Fixed, whole: Fixed): Fixed {
  return divideHalfEven(part * FIXED_ONE, whole);
}

/** A price as a bar has it: its shortest text is the decimal. Digits beyond the scale are rounded half-even. */
export function priceToFixed(price: number | string): Fixed {
  const decimals = typeof price === 'number' ? decimalsOf(price) : null;
  if (decimals !== null) return unitsOf(Number(price), decimals) * powerOfTen(MONEY_SCALE - decimals);
  const text = String(price);
  return text.includes('e') || text.length > MONEY_SCALE ? roundToFixed(new Decimal(text)) : parseFixed(text);
}

/**
 * Decimal places of the shortest text of a float, where those can be told by arithmetic alone: k ÷ 10^d is correctly rounded for integers k
 * below 2^53 and d ≤ 22, so it is the float exactly when the float stands for that decimal. `null`: more than 10, or too many digits.
 */
function decimalsOf(price: number): number | null {
  for (let decimals = 0; decimals <= 10; decimals += 1) {
    const power = FLOAT_POWERS[decimals] ?? Number.NaN;
    const units = Math.round(price * power);
    if (!(Math.abs(units) < MOST_UNITS)) return null;
    if (units / power === price) return decimals;
  }
  return null;
}

/** A price as a whole number of 10^-`decimals`, of which it has no more. */
function unitsOf(price: number, decimals: number): bigint {
  return BigInt(Math.round(price * (FLOAT_POWERS[decimals] ?? Number.NaN)));
}

/** Below it, neighbouring integers and their quotients are told apart with room to spare. */
const MOST_UNITS = 2 ** 52;
const FLOAT_POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/** Rounds half-even to the money scale. */
export function roundToFixed(value: Decimal): Fixed {
  return toFixed(value.toDecimalPlaces(MONEY_SCALE));
}

function parseFixed(text: string): Fixed {
  const point = text.indexOf('.');
  if (point < 0) return BigInt(text) * FIXED_ONE;
  const decimals = text.length - point - 1;
  if (decimals > MONEY_SCALE) throw new RangeError(`received ${text}, expected at most ${MONEY_SCALE} decimal places`);
  return BigInt(text.slice(0, point) + text.slice(point + 1)) * powerOfTen(MONEY_SCALE - decimals);
}

const POWERS = Array.from({ length: MONEY_SCALE + 1 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if (rest === 0n) return quotient;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}
