import type * as z from 'zod/mini';
import type { RiskLimits } from '#domain/risk/rule.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { environmentSchema, RiskProfile } from './environment-schema.ts';

const NO_LIMITS: RiskLimits = {
  max_order_value: null,
  max_position_size: null,
  max_position_pct: null,
  max_portfolio_exposure: null,
  max_open_positions: null,
  max_daily_loss_pct: null,
  max_orders_per_minute: null,
  universe: { allow: null, deny: [] },
};

const BALANCED: RiskLimits = {
  ...NO_LIMITS,
  max_position_pct: new Decimal('0.1'),
  max_portfolio_exposure: new Decimal('0.8'),
  max_open_positions: 10,
  max_daily_loss_pct: new Decimal('0.02'),
  max_orders_per_minute: 10,
};

const PROFILES: Readonly<Record<RiskProfile, RiskLimits>> = {
  none: NO_LIMITS,
  conservative: {
    ...BALANCED,
    max_position_pct: new Decimal('0.05'),
    max_daily_loss_pct: new Decimal('0.01'),
    max_open_positions: 5,
  },
  balanced: BALANCED,
  aggressive: {
    ...BALANCED,
    max_position_pct: new Decimal('0.2'),
    max_daily_loss_pct: new Decimal('0.05'),
    max_open_positions: 20,
  },
};

/** The limits of an environment: those of its profile, each replaced where the configuration gives the key (`null`: off). */
export function riskLimits(config: Pick<z.output<typeof environmentSchema>, 'risk'>): RiskLimits {
  const { profile, universe, ...explicit } = config.risk;
  const given = Object.fromEntries(Object.entries(explicit).filter(([, value]) => value !== undefined));
  const limits: RiskLimits = { ...PROFILES[profile], ...given };
  return {
    ...limits,
    universe: { allow: universe?.allow ?? limits.universe.allow, deny: universe?.deny ?? limits.universe.deny },
  };
}
