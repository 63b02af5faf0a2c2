/** An exact fraction, for naive models that indicators are compared with. */
export class Fraction {
  readonly top: bigint;
  readonly bottom: bigint;

  constructor(top: bigint, bottom = 1n) {
    const sign = bottom < 0n ? -1n : 1n;
    const divisor = sign * (greatestDivisor(top < 0n ? -top : top, bottom < 0n ? -bottom : bottom) || 1n);
    this.top = top / divisor;
    this.bottom = bottom / divisor;
  }

  /** Of a decimal in plain notation. */
  static of(text: string): Fraction {
    const [whole = '', fraction = ''] = text.split('.');
    return new Fraction(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
  }

  plus(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other: Fraction): Fraction {
    return this.plus(new Fraction(-other.top, other.bottom));
  }

  times(top: number, bottom = 1): Fraction {
    return new Fraction(this.top * BigInt(top), this.bottom * BigInt(bottom));
  }

  get sign(): -1 | 0 | 1 {
    return this.top > 0n ? 1 : this.top < 0n ? -1 : 0;
  }
}

export const FRACTION_ZERO = new Fraction(0n);

export function meanOf(values: readonly Fraction[]): Fraction {
  return values.reduce((sum, value) => sum.plus(value), FRACTION_ZERO).times(1, values.length);
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
