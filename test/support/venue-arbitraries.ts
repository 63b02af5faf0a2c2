import fc from 'fast-check';
import { SIDES, type Side } from '#domain/orders/order-intent.ts';
import { ORDER_TYPES, type OrderTerms, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { PROTECTION_KINDS } from '#domain/simulation/venue-rules.ts';
import { d, T0 } from './builders.ts';
import { aBar, FREE } from './venue-desk.ts';

export const SYMBOLS = ['AAA/USD', 'BBB/USD', 'AAA/BBB'] as const;
export const CASH = 5_000;
/** Bars of six hours, so that days end and funding is due within a few of them. */
export const LENGTH = 6 * 3_600_000;

export interface Given {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  readonly terms: OrderTerms;
  readonly at: number;
}

const price = fc.integer({ min: 80, max: 120 }).map((value) => d(value));
export const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 1 });

const terms: fc.Arbitrary<OrderTerms> = fc
  .record({
    type: fc.constantFrom(...ORDER_TYPES),
    timeInForce: fc.constantFrom('gtc' as const, ...TIMES_IN_FORCE),
    limitPrice: price,
    stopPrice: price,
    trailPct: fc.constantFrom(d('0.02'), d('0.1')),
    takeProfitPrice: maybe(price),
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
  })
  .map(({ type, ...drawn }) => {
    const isStop = type === 'stop' || type === 'trailing_stop';
    return {
      ...drawn,
      type,
      limitPrice: type === 'limit' || type === 'stop_limit' ? drawn.limitPrice : null,
      stopPrice: isStop || type === 'stop_limit' ? drawn.stopPrice : null,
      trailPct: type === 'trailing_stop' ? drawn.trailPct : null,
      takeProfitPrice: isStop ? drawn.takeProfitPrice : null,
      postOnly: type === 'limit' && drawn.postOnly,
    };
  });

export const orders = (symbols: readonly string[]): fc.Arbitrary<Given[]> =>
  fc.array(
    fc.record({
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom(...SIDES),
      quantity: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 15 }) }, fc.integer({ min: 1, max: 3000 })),
      terms,
      at: fc.nat({ max: 9 }),
    }),
    { minLength: 1, maxLength: 14 },
  );

const drawnBar = fc.tuple(price, price, price, price, fc.constantFrom(0, 3, 40, 1000)).map(([a, b, c, e, volume]) => ({
  open: a,
  close: b,
  high: Decimal.max(a, b, c, e),
  low: Decimal.min(a, b, c, e),
  volume,
}));
export const walk = fc.array(fc.array(drawnBar, { minLength: 3, maxLength: 3 }), { minLength: 10, maxLength: 10 });

export const venueRules: fc.Arbitrary<VenueRules> = fc.record({
  lot: fc.constantFrom(d('0.01'), d(1)),
  tick: fc.constantFrom(null, d('0.5')),
  minNotional: fc.constant(null),
  bySymbol: fc.constant(null),
  protections: fc.constant(PROTECTION_KINDS),
  fees: fc.constantFrom(
    FREE.fees,
    [{ minVolume: d(0), maker: d('-0.0001'), taker: d('0.002') }],
    [
      { minVolume: d(0), maker: d('0.001'), taker: d('0.003') },
      { minVolume: d(2_000), maker: d(0), taker: d('0.0017') },
    ],
  ),
  feeCurrency: fc.constantFrom('quote' as const, 'base' as const),
  slippageRate: fc.constantFrom(d(0), d('0.0007')),
  maxVolumeShare: maybe(fc.constantFrom(d('0.1'), d(1))),
  volumeSlippage: maybe(fc.constant(d('0.1'))),
  impactCoefficient: maybe(fc.constant(d('0.7'))),
  latency: fc.constantFrom(0, 0, 1000, LENGTH + 5),
  margin: fc.constant(null),
});

export const marginRules = fc.record({
  maxLeverage: fc.constantFrom(d(1), d(3), d('7.5')),
  maintenanceRate: fc.constantFrom(d('0.05'), d('0.1')),
  fundingRate: fc.constantFrom(d(0), d('0.0001'), d('-0.002')),
  allowShort: fc.boolean(),
});

/** One drawn bar of each symbol, at each of ten instants. */
export type Walk = readonly (readonly {
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: number;
}[])[];

/** The bars of one instant of a walk, by symbol. */
export function barsAt(walk: Walk, index: number, symbols: readonly string[]): Bar[] {
  const start = T0 + index * LENGTH;
  return symbols.map((symbol, column) => {
    const drawn = walk[index]?.[column];
    if (drawn === undefined) throw new Error(`no bar ${index} of ${symbol}`);
    const { open, high, low, close, volume } = drawn;
    return { ...aBar([open, high, low, close, volume].map(String), 0, symbol, start), closeTime: start + LENGTH };
  });
}
