import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '#domain/shared/decimal.ts';
import {
  fixedText,
  fixedToDecimal,
  priceToFixed,
  ratioFixed,
  timesFixed,
  timesPrice,
  toFixed,
} from '#domain/shared/fixed.ts';

const amount = fc.bigInt({ min: -(10n ** 34n), max: 10n ** 34n });
const roundsTo18 = (value: Decimal): string => value.toDecimalPlaces(18, Decimal.ROUND_HALF_EVEN).toFixed();
const Wide = Decimal.clone({ precision: 120 });

describe('Fixed', () => {
  it('Given any amount, Then its text and its decimal are it', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(fixedText(value)).toBe(new Wide(value.toString()).div('1e18').toFixed());
        expect(toFixed(fixedToDecimal(value))).toBe(value);
      }),
    );
  });

  it('Given any two amounts, Then product and ratio are rounded half-even to 18 places', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [left, right] = [new Wide(a.toString()).div('1e18'), new Wide(b.toString()).div('1e18')];
        expect(fixedText(timesFixed(a, b))).toBe(roundsTo18(left.times(right)));
        if (b > 0n) expect(fixedText(ratioFixed(a, b))).toBe(roundsTo18(left.div(right)));
      }),
    );
  });

  it.each([
    ['15', '1', '0.000000000000000002'],
    ['25', '1', '0.000000000000000002'],
    ['-15', '1', '-0.000000000000000002'],
    ['-25', '1', '-0.000000000000000002'],
  ])('Given a product of %s × 10^-19, Then the tie goes to the even neighbour', (tenths, _, expected) => {
    expect(fixedText(timesFixed(BigInt(tenths), 10n ** 17n))).toBe(expected);
  });

  it('Given any float, Then its price is the decimal of its shortest text, rounded to 18 places', () => {
    const float = fc.oneof(
      fc.double({ min: 1e-20, max: 1e16, noNaN: true }),
      fc.tuple(fc.nat(10 ** 9), fc.nat(12)).map(([units, decimals]) => units / 10 ** decimals),
    );
    fc.assert(
      fc.property(float, amount, (price, quantity) => {
        expect(fixedText(priceToFixed(price))).toBe(roundsTo18(new Wide(price)));
        expect(timesPrice(quantity, price)).toBe(timesFixed(quantity, priceToFixed(price)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('Given more than 18 decimal places, Then an exact conversion is refused', () => {
    expect(() => toFixed(new Decimal('1e-19'))).toThrow('received 0.0000000000000000001, expected at most 18');
  });
});
