import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDoubles, type DoubleDouble, divideDouble, multiplyDoubles } from '#domain/indicators/double-double.ts';
import {
  averageTrueRange,
  bollingerBands,
  exponentialAverage,
  macd,
  rollingHighest,
  rollingLowest,
  rsi,
  rsiAgainst,
  simpleAverage,
  simpleAverageCross,
} from '#domain/indicators/index.ts';
import { priceChange } from '#domain/indicators/price-change.ts';
import { Decimal, WideDecimal } from '#domain/shared/decimal.ts';
import { barsOf } from '../support/builders.ts';
import { FRACTION_ZERO, Fraction, meanOf } from '../support/fraction.ts';
import { addAll } from '../support/run-indicator.ts';

/** Prices on a coarse grid, so that averages are often equal: plain, tiny, large, and with more digits than a float has. */
const grid = fc.constantFrom(
  { base: '0', step: '1' },
  { base: '100.01', step: '0.01' },
  { base: '0', step: '0.00001' },
  { base: '0', step: '0.0000000000001' },
  { base: '123456789012.25', step: '0.25' },
  { base: '100.12345678901234', step: '0.01' },
  { base: '1234567890.1234567812', step: '0.0000000001' },
);

const prices = (most: number) =>
  fc
    .tuple(grid, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: most }))
    .map(([{ base, step }, steps]) => steps.map((count) => new Decimal(step).times(count).plus(base)));

/** As a bar has it: a float where that is exact, else text. */
function asPrice(price: Decimal): number | string {
  return new Decimal(price.toNumber()).eq(price) ? price.toNumber() : price.toFixed();
}

const fraction = (price: Decimal): Fraction => Fraction.of(price.toFixed());

/** The EMA of a series after each value, without rounding; `null` while undefined. */
function exactEma(values: readonly Fraction[], period: number): (Fraction | null)[] {
  let average: Fraction | null = null;
  return values.map((value, index) => {
    if (index + 1 === period) average = meanOf(values.slice(0, period));
    else if (average !== null) average = average.plus(value.minus(average).times(2, period + 1));
    return average;
  });
}

/** The sign of MACD − signal line after each value, without rounding. */
function exactMacd(values: readonly Fraction[], fast: number, slow: number, signal: number): (number | null)[] {
  const [fasts, slows] = [exactEma(values, fast), exactEma(values, slow)];
  const lines = slows.map((average, index) => {
    const quick = fasts[index];
    return average === null || quick === null || quick === undefined ? null : quick.minus(average);
  });
  const undefinedLines = lines.filter((line) => line === null).length;
  const defined = lines.flatMap((line) => line ?? []);
  const signals = exactEma(defined, signal);
  return lines.map((line, index) => {
    const average = signals[index - undefinedLines] ?? null;
    return line === null || average === null ? null : line.minus(average).sign;
  });
}

/** The sign of RSI − level after each value, without rounding. */
function exactRsi(values: readonly Fraction[], period: number, level: number): (number | null)[] {
  const changes = values.slice(1).map((value, index) => value.minus(values[index] ?? value));
  const wilder = (parts: readonly Fraction[]) => {
    let average: Fraction | null = null;
    return parts.map((part, index) => {
      if (index + 1 === period) average = meanOf(parts.slice(0, period));
      else if (average !== null) average = average.times(period - 1, period).plus(part.times(1, period));
      return average;
    });
  };
  const gains = wilder(changes.map((change) => (change.sign > 0 ? change : FRACTION_ZERO)));
  const losses = wilder(changes.map((change) => (change.sign < 0 ? FRACTION_ZERO.minus(change) : FRACTION_ZERO)));
  const signs = gains.map((gain, index) => {
    const loss = losses[index] ?? null;
    if (gain === null || loss === null) return null;
    if (gain.sign === 0 && loss.sign === 0) return Math.sign(50 - level);
    return gain.times(100 - level).minus(loss.times(level)).sign;
  });
  return [null, ...signs];
}

describe('averages without rounding errors', () => {
  it('Given prices with many ties, When two simple averages are compared, Then the result is that of exact fractions', () => {
    fc.assert(
      fc.property(prices(30), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (series, fast, more) => {
        const slow = fast + more;
        const expected = series.map((_, index) => {
          const seen = series.slice(0, index + 1).map(fraction);
          return seen.length < slow ? null : meanOf(seen.slice(-fast)).minus(meanOf(seen.slice(-slow))).sign;
        });
        expect(addAll(simpleAverageCross(fast, slow), series.map(asPrice))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('Given prices with many ties, When the MACD is compared with its signal line, Then the result is that of exact fractions', () => {
    const period = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(prices(30), period, period, period, (series, fast, more, signal) => {
        const readings = addAll(macd({ fast, slow: fast + more, signal }), series.map(asPrice));
        expect(readings.map((reading) => reading?.relation ?? null)).toEqual(
          exactMacd(series.map(fraction), fast, fast + more, signal),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('Given prices with many ties, When the RSI is compared with a level, Then the result is that of exact fractions', () => {
    const level = fc.constantFrom(0, 20, 25, 30, 50, 70, 75, 100);
    fc.assert(
      fc.property(prices(30), fc.integer({ min: 1, max: 5 }), level, (series, period, at) => {
        const compare = rsiAgainst(at);
        const readings = addAll(rsi(period), series.map(asPrice));
        expect(readings.map((reading) => reading && compare(reading))).toEqual(
          exactRsi(series.map(fraction), period, at),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('Given prices, When simple and exponential averages are taken, Then they are those of exact fractions to 15 digits', () => {
    fc.assert(
      fc.property(prices(30), fc.integer({ min: 1, max: 6 }), (series, period) => {
        const exact = series.map(fraction);
        const toNumber = (value: Fraction | null) =>
          value && new Decimal(value.top.toString()).div(value.bottom.toString());
        const simple = exact.map((_, i) => (i + 1 < period ? null : meanOf(exact.slice(i + 1 - period, i + 1))));
        expectClose(addAll(simpleAverage(period), series.map(asPrice)), simple.map(toNumber));
        expectClose(addAll(exponentialAverage(period), series.map(asPrice)), exactEma(exact, period).map(toNumber));
      }),
    );
  });
});

describe('windows', () => {
  const values = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 300 });
  const period = fc.integer({ min: 1, max: 12 });
  const windows = (series: readonly number[], length: number) =>
    series.map((_, index) => (index + 1 < length ? null : series.slice(index + 1 - length, index + 1)));

  it('Given any values, Then rolling extremes are those of the window', () => {
    fc.assert(
      fc.property(values, period, (series, length) => {
        const expected = windows(series, length);
        expect(addAll(rollingHighest(length), series)).toEqual(expected.map((window) => window && Math.max(...window)));
        expect(addAll(rollingLowest(length), series)).toEqual(expected.map((window) => window && Math.min(...window)));
      }),
    );
  });

  it('Given any values, Then Bollinger bands are the mean and the population deviation of the window', () => {
    fc.assert(
      fc.property(values, period, fc.constantFrom(0, 1e9), (series, length, offset) => {
        const readings = addAll(
          bollingerBands(length, 2),
          series.map((value) => value + offset),
        );
        windows(series, length).forEach((window, index) => {
          const reading = readings[index] ?? null;
          if (window === null || reading === null) {
            expect(reading).toBe(window);
            return;
          }
          const mean = window.reduce((sum, value) => sum + value, 0) / length;
          const deviation = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length);
          expect(reading.deviation).toBeCloseTo(deviation, 10);
          expect(reading.upper - reading.middle).toBeCloseTo(2 * deviation, 5);
          expect(reading.middle - offset).toBeCloseTo(mean, 5);
        });
      }),
    );
  });

  it('Given any closes, Then the average true range is Wilder’s', () => {
    fc.assert(
      fc.property(values, period, (closes, length) => {
        const bars = barsOf(closes);
        const ranges = bars.map(({ high, low }, index) => {
          const last = bars[index - 1]?.close ?? null;
          return last === null ? high - low : Math.max(high - low, Math.abs(high - last), Math.abs(low - last));
        });
        let average = ranges.slice(0, length).reduce((sum, range) => sum + range, 0) / length;
        const readings = addAll(averageTrueRange(length), bars);
        ranges.forEach((range, index) => {
          if (index >= length) average = (average * (length - 1) + range) / length;
          if (index + 1 < length) expect(readings[index]).toBeNull();
          else expect(readings[index]).toBeCloseTo(average, 10);
        });
      }),
    );
  });
});

describe('numbers of 32 digits', () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 24n }), fc.integer({ min: 9, max: 25 }))
    .map(([digits, decimals]) => new Decimal(`${digits}e-${decimals}`));
  const toDecimal = ([high, low]: DoubleDouble) => binary(high).plus(binary(low));
  const expectNear = (actual: DoubleDouble, expected: Decimal, scale: Decimal) =>
    expect(toDecimal(actual).minus(expected).abs().lte(scale.times('1e-30'))).toBe(true);

  it('Given two decimals, Then sum, product and quotient agree with them to 30 digits', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.integer({ min: 1, max: 5000 }), (a, b, divisor) => {
        const [first, second] = [priceChange(0, a.toFixed()), priceChange(b.toFixed(), 0)];
        expectNear(first, a, a);
        expectNear(addDoubles(first, second), a.minus(b), a.plus(b));
        expectNear(multiplyDoubles(first, second), a.times(b).negated(), a.times(b));
        expectNear(divideDouble(first, divisor), a.div(divisor), a.div(divisor));
      }),
    );
  });

  it('Given two prices, Then the digits that they share do not spoil their difference', () => {
    fc.assert(
      fc.property(prices(2), (series) => {
        const [from, to] = [series[0] ?? new Decimal(1), series.at(-1) ?? new Decimal(1)];
        const exact = to.minus(from);
        expectNear(priceChange(asPrice(from), asPrice(to)), exact, exact.abs());
      }),
    );
  });
});

/** The value of a float to the last bit, which `new Decimal(float)` would take for its shortest text. */
function binary(float: number): Decimal {
  let [units, scale] = [float, new WideDecimal(1)];
  while (!Number.isInteger(units)) [units, scale] = [units * 2, scale.times(2)];
  return new WideDecimal(BigInt(units).toString()).div(scale);
}

function expectClose(actual: readonly (number | null)[], expected: readonly (Decimal | null)[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    const found = actual[index] ?? null;
    if (value === null || found === null) expect(found).toBe(value);
    else expect(value.minus(found).abs().lte(value.abs().times('1e-15'))).toBe(true);
  });
}
