import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { checkSignal } from '#domain/strategies/check-signal.ts';
import { T0 } from '../support/builders.ts';
import { Fraction, meanOf } from '../support/fraction.ts';
import { actionsOf, aStrategy, runStrategy } from '../support/run-strategy.ts';

/** Bars on a coarse grid, whose averages, highs and lows are often equal; on some grids with more digits than a float has. */
const bars = fc
  .tuple(
    fc.constantFrom('1', '0.01', '0.00004', '0.1234567890123456789'),
    fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }), { maxLength: 80 }),
  )
  .map(([tick, rows]) =>
    rows.map((row, index) =>
      barOf(
        row.map((steps) => new Decimal(tick).times(steps)),
        index,
      ),
    ),
  );

function barOf(prices: readonly Decimal[], index: number): Bar {
  const [open = new Decimal(1), close = open] = prices;
  const openTime = T0 + index * 60_000;
  return {
    symbol: 'SYN/USD',
    openTime,
    closeTime: openTime + 60_000,
    ...barNumbers({
      open,
      close,
      high: Decimal.max(...prices),
      low: Decimal.min(...prices),
      volume: new Decimal(0),
    }),
  };
}

describe('strategies on random bars', () => {
  it.each([
    ['sma_fast_slow', { fast: 2, slow: 5 }],
    ['macd_momentum', { fast: 2, slow: 4, signal: 3 }],
    ['rsi', { period: 3 }],
    ['darvas_box', { lookback: 4, confirm: 2 }],
    ['buy_hold', {}],
    ['rebalance', { every: 3 }],
  ])(
    'Given any bars, When %s runs, Then its signals are sound and do not change when its state is stored',
    (name, params) => {
      fc.assert(
        fc.property(bars, (series) => {
          const signals = runStrategy(aStrategy(name, params, ['SYN/USD']), series);
          const faults = series.flatMap((bar, index) =>
            (signals[index] ?? []).map((signal) => checkSignal(signal, bar)),
          );
          expect(faults.filter((fault) => fault !== null)).toEqual([]);
        }),
      );
    },
  );

  it('Given bars with many ties, When sma_fast_slow runs, Then its signals are those of exact fractions', () => {
    fc.assert(
      fc.property(bars, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (series, fast, more) => {
        const slow = fast + more;
        const closes = series.map((bar) => Fraction.of(new Decimal(bar.digits?.close ?? bar.close).toFixed()));
        const relations = closes.map((_, index) => {
          const seen = closes.slice(0, index + 1);
          return seen.length < slow ? null : meanOf(seen.slice(-fast)).minus(meanOf(seen.slice(-slow))).sign;
        });
        const expected = relations.map((now, index) => {
          const before = relations[index - 1] ?? null;
          if (now === null || before === null) return '-';
          if (now > 0 && before <= 0) return 'BUY';
          return now < 0 && before >= 0 ? 'SELL' : '-';
        });
        expect(actionsOf(aStrategy('sma_fast_slow', { fast, slow }), series)).toEqual(expected);
      }),
    );
  });
});
