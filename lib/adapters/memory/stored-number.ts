import { Decimal, toPlain } from '#domain/shared/decimal.ts';

/** Significant digits of a DynamoDB Number. */
const MAX_DIGITS = 38;

/** Throws where DynamoDB would refuse the number. */
export function assertStorable(value: Decimal): Decimal {
  if (!value.isFinite() || value.precision() > MAX_DIGITS) {
    throw new Error(`number: received ${value.toString()}, expected a finite one of at most ${MAX_DIGITS} digits`);
  }
  return value;
}

/** The exact sum, with all the digits that a DynamoDB Number has and not just those that the domain calculates with. */
export function exactSum(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.decimalPlaces(), b.decimalPlaces());
  const sum = unscaled(a, scale) + unscaled(b, scale);
  return assertStorable(new Decimal(`${sum}e-${scale}`));
}

function unscaled(value: Decimal, scale: number): bigint {
  const [whole = '', fraction = ''] = toPlain(value).split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}
