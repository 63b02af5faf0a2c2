import * as z from 'zod/mini';
import { count, decimalBetween, distinct, fraction, positive, symbol } from '../config-fields.ts';

/** Sets of limits that `risk.profile` names; `none` switches every configurable limit off. */
export const RISK_PROFILES = ['none', 'conservative', 'balanced', 'aggressive'] as const;
export type RiskProfile = (typeof RISK_PROFILES)[number];

const PROTECTIONS = ['stoploss_guard', 'max_drawdown', 'low_profit_symbols', 'cooldown'] as const;

const flag = z.boolean({ error: 'true or false' });
const limit = z.optional(z.nullable(positive));
const share = z.optional(z.nullable(fraction));

const universe = z.strictObject({
  allow: z.optional(z.nullable(distinct(symbol, String, 'a list of at least one symbol, each once'))),
  deny: z.optional(z.array(symbol, { error: 'a list of symbols' })),
});

const protection = z
  .strictObject({
    method: z.enum(PROTECTIONS, { error: `one of ${PROTECTIONS.join(', ')}` }),
    /** Bars that it looks back (`cooldown` does not). */
    lookback_bars: z._default(count(1), 60),
    /** Bars that it pauses for. */
    pause_bars: z._default(count(1), 60),
    /** Trades in the look-back that it takes to act. */
    trade_limit: z._default(count(1), 1),
    only_per_symbol: z._default(flag, false),
    threshold: z._default(z.nullable(decimalBetween(-1, 1)), null),
  })
  .check(
    z.refine((one) => one.method !== 'max_drawdown' || one.threshold?.gt(0) === true, {
      error: 'the drawdown that it takes, a fraction above 0, at most 1',
      path: ['threshold'],
    }),
  );

/** `risk`: a profile, and limits that replace the profile's. `null` switches a limit off. */
export const riskSection = z.strictObject({
  profile: z._default(z.enum(RISK_PROFILES, { error: `one of ${RISK_PROFILES.join(', ')}` }), 'balanced'),
  max_order_value: limit,
  max_position_size: limit,
  max_position_pct: share,
  max_position_pct_per_symbol: share,
  max_portfolio_exposure: share,
  max_leverage: limit,
  min_free_margin_pct: share,
  max_daily_loss: limit,
  max_daily_loss_pct: share,
  max_drawdown: share,
  max_open_positions: z.optional(z.nullable(count(1))),
  max_correlation: share,
  correlation_window: z.optional(count(10)),
  max_volatility: limit,
  max_orders_per_minute: z.optional(z.nullable(count(1))),
  symbol_cooldown_seconds: z.optional(z.nullable(count(1))),
  trading_hours_only: z.optional(flag),
  min_account_balance: limit,
  price_collar_pct: share,
  slippage_guard_bps: limit,
  max_spread_bps: limit,
  min_depth_notional: limit,
  min_liquidation_distance_pct: share,
  max_price_age_seconds: z.optional(z.nullable(count(1))),
  pattern_day_trader: z.optional(flag),
  settled_cash_only: z.optional(flag),
  protections: z.optional(z.array(protection, { error: 'a list of protections' })),
  universe: z.optional(universe),
});
