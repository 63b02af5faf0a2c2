/**
 * A number as the unevaluated sum of two floats, the second below half a unit in the last place of the first: about 32 digits, and
 * plain JSON. The same bits on every machine, since only + − × ÷ of IEEE 754 doubles are used.
 *
 * Algorithms: Dekker, A floating-point technique for extending the available precision (1971); error bounds of at most 10 · 2^-106,
 * relative, in Joldes, Muller and Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic (2017).
 */
export type DoubleDouble = readonly [high: number, low: number];

export const DOUBLE_ZERO: DoubleDouble = [0, 0];

/** 2^27 + 1 cuts a double into two halves of 26 bits. */
const SPLITTER = 134_217_729;

export function addDoubles([a, aLow]: DoubleDouble, [b, bLow]: DoubleDouble): DoubleDouble {
  const [high, highError] = exactSum(a, b);
  const [low, lowError] = exactSum(aLow, bLow);
  const [sum, error] = quickSum(high, highError + low);
  return quickSum(sum, lowError + error);
}

export function subtractDoubles(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return addDoubles(a, [-b[0], -b[1]]);
}

export function multiplyDoubles([a, aLow]: DoubleDouble, [b, bLow]: DoubleDouble): DoubleDouble {
  const [product, error] = exactProduct(a, b);
  return quickSum(product, error + (a * bLow + aLow * b));
}

/** `a` times a float. */
export function scaleDouble([a, aLow]: DoubleDouble, factor: number): DoubleDouble {
  const [product, error] = exactProduct(a, factor);
  return quickSum(product, error + aLow * factor);
}

/** `a` divided by a float other than zero. */
export function divideDouble([a, aLow]: DoubleDouble, divisor: number): DoubleDouble {
  const quotient = a / divisor;
  const [product, error] = exactProduct(quotient, divisor);
  return quickSum(quotient, (a - product - error + aLow) / divisor);
}

function exactSum(a: number, b: number): DoubleDouble {
  const sum = a + b;
  const fromB = sum - a;
  return [sum, a - (sum - fromB) + (b - fromB)];
}

/** For |a| ≥ |b|, or a = 0. */
function quickSum(a: number, b: number): DoubleDouble {
  const sum = a + b;
  return [sum, b - (sum - a)];
}

function exactProduct(a: number, b: number): DoubleDouble {
  const product = a * b;
  const aCut = SPLITTER * a;
  const aHigh = aCut - (aCut - a);
  const aLow = a - aHigh;
  const bCut = SPLITTER * b;
  const bHigh = bCut - (bCut - b);
  const bLow = b - bHigh;
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
}
