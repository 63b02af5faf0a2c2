import { Decimal, ZERO } from '../../shared/decimal.ts';

/** A deviation this small beside the mean is what rounding leaves of 0. */
const NEGLIGIBLE = new Decimal('1e-20');

export interface Moments {
  readonly count: number;
  readonly mean: Decimal;
  /** √(Σ(v − mean)² ÷ (n − 1)); exactly 0 when all values are equal, `null` of one value. */
  readonly sampleDeviation: Decimal | null;
  /** √(Σ(v − mean)² ÷ n). */
  readonly populationDeviation: Decimal;
}

/** Mean and deviations of numbers, in decimals; `null` of none. */
export function momentsOf(values: readonly Decimal[]): Moments | null {
  const count = values.length;
  const mean = meanOf(values);
  if (mean === null) return null;
  const squares = sumOf(values.map((value) => squareOf(value.minus(mean))));
  const deviation = (degrees: number): Decimal => {
    const root = squares.div(degrees).sqrt();
    return root.lte(mean.abs().times(NEGLIGIBLE)) ? ZERO : root;
  };
  return {
    count,
    mean,
    sampleDeviation: count < 2 ? null : deviation(count - 1),
    populationDeviation: deviation(count),
  };
}

export function sumOf(values: readonly Decimal[]): Decimal {
  let sum = ZERO;
  for (const value of values) sum = sum.plus(value);
  return sum;
}

/** `null` of none. */
export function meanOf(values: readonly Decimal[]): Decimal | null {
  return values.length === 0 ? null : sumOf(values).div(values.length);
}

export function squareOf(value: Decimal): Decimal {
  return value.times(value);
}

/** √n × mean ÷ sample deviation; `null` below two values, or when all are equal. */
export function meanPerStandardError(moments: Moments | null): number | null {
  if (moments === null) return null;
  return ratio(moments.mean.times(new Decimal(moments.count).sqrt()), moments.sampleDeviation);
}

/** A ratio as a float; `null` when a part is missing, the denominator is 0, or no float is that large. */
export function ratio(numerator: Decimal | null, denominator: Decimal | null): number | null {
  if (numerator === null || denominator === null || denominator.isZero()) return null;
  return finite(numerator.div(denominator));
}

export function finite(value: Decimal): number | null {
  const float = value.toNumber();
  if (!Number.isFinite(float)) return null;
  return float === 0 ? 0 : float;
}
