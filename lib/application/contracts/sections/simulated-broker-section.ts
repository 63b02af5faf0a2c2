import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { amount, basisPoints, count, fraction, positive, signedBasisPoints, signedRate } from '../config-fields.ts';

const TIERS_EXPECTED = 'a list of tiers, min_volume ascending from 0';

const feeTier = z.strictObject({
  /** Quote currency traded in the last 30 UTC days, from which on the tier holds. */
  min_volume: amount,
  /** Below zero: a rebate. */
  maker_bps: signedBasisPoints,
  taker_bps: basisPoints,
});

const feeTiers = z.array(feeTier, { error: TIERS_EXPECTED }).check(
  z.refine(
    (tiers) =>
      tiers.every(({ min_volume: from }, index) => {
        const before = tiers[index - 1];
        return before === undefined ? from.isZero() : from.gt(before.min_volume);
      }) && tiers.length > 0,
    { error: TIERS_EXPECTED },
  ),
);

const margin = z
  .strictObject({
    /** Exposure ÷ equity that the venue lends up to. */
    max_leverage: z._default(positive, new Decimal(1)),
    /** Share of the exposure below which the venue liquidates. */
    maintenance_rate: z._default(fraction, new Decimal('0.05')),
    /** Fraction of a long's value, every eight hours; a negative rate is paid to longs. */
    funding_rate: z._default(signedRate, new Decimal(0)),
    allow_short: z._default(z.boolean({ error: 'true or false' }), false),
  })
  .check(
    z.refine((rules) => rules.max_leverage.gte(1), { error: 'a max_leverage ≥ 1', path: ['max_leverage'] }),
    z.refine((rules) => rules.max_leverage.times(rules.maintenance_rate).lt(1), {
      error: 'a maintenance_rate below 1 ÷ max_leverage',
      path: ['maintenance_rate'],
    }),
  );

/** `brokers.sim`: the simulated venue. `null` switches a model off. */
export const simulatedBrokerSection = z
  .strictObject({
    /** Charged on the notional of each fill; not beside `fee_tiers`. */
    commission_bps: z._default(basisPoints, new Decimal(0)),
    /** Added to the price that a buy takes, taken off for a sell. */
    slippage_bps: z._default(basisPoints, new Decimal(0)),
    /** Quantities are multiples of it. */
    lot: z._default(positive, new Decimal('0.00000001')),
    /** Prices are multiples of it; `null`: not rounded. */
    tick: z._default(z.nullable(positive), null),
    seed: z._default(count(0), 0),
    /** Least notional of an order. */
    min_notional: z._default(z.nullable(positive), null),
    fee_tiers: z._default(z.nullable(feeTiers), null),
    fee_currency: z._default(z.enum(['quote', 'base'], { error: 'quote or base' }), 'quote'),
    /** Most of a bar's volume that an order gets. */
    max_volume_share: z._default(z.nullable(fraction), null),
    /** Factor of volume-share slippage. */
    volume_slippage: z._default(z.nullable(positive), null),
    /** Factor of the square-root impact. */
    impact_coefficient: z._default(z.nullable(positive), null),
    /** Milliseconds until an order can trade. */
    latency_ms: z._default(count(0), 0),
    /** `null`: a cash account. */
    margin: z._default(z.nullable(margin), null),
  })
  .check(
    z.refine((sim) => sim.fee_tiers === null || sim.commission_bps.isZero(), {
      error: 'either commission_bps or fee_tiers',
      path: ['commission_bps'],
    }),
  );
