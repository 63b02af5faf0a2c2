import type * as z from 'zod/mini';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { type FeeTier, PROTECTION_KINDS, type VenueRules } from '#domain/simulation/venue-rules.ts';
import type { environmentSchema } from './environment-schema.ts';

type SimulatedBroker = z.output<typeof environmentSchema>['brokers']['sim'];

const BASIS_POINTS = new Decimal(10_000);

/** The rules of the simulated venue: basis points become fractions, a flat commission the only tier. */
export function venueRules(sim: SimulatedBroker): VenueRules {
  return {
    lot: sim.lot,
    tick: sim.tick,
    minNotional: sim.min_notional,
    protections: PROTECTION_KINDS,
    bySymbol: null,
    fees: feeTiers(sim),
    feeCurrency: sim.fee_currency,
    slippageRate: sim.slippage_bps.div(BASIS_POINTS),
    maxVolumeShare: sim.max_volume_share,
    volumeSlippage: sim.volume_slippage,
    impactCoefficient: sim.impact_coefficient,
    latency: sim.latency_ms,
    margin:
      sim.margin === null
        ? null
        : {
            maxLeverage: sim.margin.max_leverage,
            maintenanceRate: sim.margin.maintenance_rate,
            fundingRate: sim.margin.funding_rate,
            allowShort: sim.margin.allow_short,
          },
  };
}

function feeTiers(sim: SimulatedBroker): readonly FeeTier[] {
  if (sim.fee_tiers === null) {
    const rate = sim.commission_bps.div(BASIS_POINTS);
    return [{ minVolume: ZERO, maker: rate, taker: rate }];
  }
  return sim.fee_tiers.map((tier) => ({
    minVolume: tier.min_volume,
    maker: tier.maker_bps.div(BASIS_POINTS),
    taker: tier.taker_bps.div(BASIS_POINTS),
  }));
}
