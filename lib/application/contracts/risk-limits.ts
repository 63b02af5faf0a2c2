import type * as z from 'zod/mini';
import type { RiskLimits } from '#domain/risk/rule.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { environmentSchema, RiskProfile } from './environment-schema.ts';

/** Bars that correlation and volatility look back over, unless configured. */
const CORRELATION_WINDOW = 60;

export const NO_LIMITS: RiskLimits = {
  max_order_value: null,
  max_position_size: null,
  max_position_pct: null,
  max_position_pct_per_symbol: null,
  max_portfolio_exposure: null,
  max_leverage: null,
  min_free_margin_pct: null,
  max_daily_loss: null,
  max_daily_loss_pct: null,
  max_drawdown: null,
  max_open_positions: null,
  max_correlation: null,
  correlation_window: CORRELATION_WINDOW,
  max_volatility: null,
  max_orders_per_minute: null,
  symbol_cooldown_seconds: null,
  trading_hours_only: false,
  min_account_balance: null,
  price_collar_pct: null,
  slippage_guard_bps: null,
  max_spread_bps: null,
  min_depth_notional: null,
  min_liquidation_distance_pct: null,
  max_price_age_seconds: null,
  pattern_day_trader: false,
  settled_cash_only: false,
  protections: [],
  universe: { allow: null, deny: [] },
};

const BALANCED: RiskLimits = {
  ...NO_LIMITS,
  max_position_pct: new Decimal('0.1'),
  max_position_pct_per_symbol: new Decimal('0.2'),
  max_portfolio_exposure: new Decimal('0.8'),
  max_leverage: new Decimal(2),
  min_free_margin_pct: new Decimal('0.2'),
  max_daily_loss_pct: new Decimal('0.02'),
  max_drawdown: new Decimal('0.15'),
  max_open_positions: 10,
  max_correlation: new Decimal('0.7'),
  max_orders_per_minute: 10,
  slippage_guard_bps: new Decimal(30),
};

const PROFILES: Readonly<Record<RiskProfile, RiskLimits>> = {
  none: NO_LIMITS,
  conservative: {
    ...BALANCED,
    max_position_pct: new Decimal('0.05'),
    max_leverage: new Decimal(1),
    max_daily_loss_pct: new Decimal('0.01'),
    max_drawdown: new Decimal('0.08'),
    max_open_positions: 5,
  },
  balanced: BALANCED,
  aggressive: {
    ...BALANCED,
    max_position_pct: new Decimal('0.2'),
    max_leverage: new Decimal(5),
    max_daily_loss_pct: new Decimal('0.05'),
    max_drawdown: new Decimal('0.25'),
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
