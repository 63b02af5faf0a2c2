import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { basisPoints, count, distinct, fraction, positive, symbol, text } from './config-fields.ts';

/** Sets of limits that `risk.profile` names; `none` switches every configurable limit off. */
export const RISK_PROFILES = ['none', 'conservative', 'balanced', 'aggressive'] as const;
export type RiskProfile = (typeof RISK_PROFILES)[number];

/** Whole seconds, minutes, hours or days. */
export const TIMEFRAME_PATTERN = /^([1-9]\d{0,8})([smhd])$/;
export const TIMEFRAME_EXPECTED = 'a bar length: 1m, 5m, 1h, 1d or seconds as 30s';

const symbols = distinct(symbol, String, 'a list of at least one symbol, each once');
const name = text(/^[a-z][a-z0-9-]{0,30}$/, 'a name of lower-case letters, digits and hyphens');

const simulatedBroker = z.strictObject({
  /** Charged on the notional of each fill. */
  commission_bps: z._default(basisPoints, new Decimal(0)),
  /** Added to the open a buy fills at, taken off for a sell. */
  slippage_bps: z._default(basisPoints, new Decimal(0)),
  /** Quantities are multiples of it. */
  lot: z._default(positive, new Decimal('0.00000001')),
  /** Prices are multiples of it; `null`: not rounded. */
  tick: z._default(z.nullable(positive), null),
  seed: z._default(count(0), 0),
});

const strategy = z.strictObject({
  name: text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a name of letters, digits, _ and -'),
  policy: text(/^[a-z][a-z0-9_]{0,63}$/, 'the name of a strategy, e.g. sma_fast_slow'),
  params: z._default(z.record(z.string(), z.unknown(), { error: 'a mapping of parameters' }), {}),
  /** Default: all of the environment's. */
  symbols: z.optional(symbols),
});

const sizing = z.strictObject({
  /** Fraction of equity that an entry is worth. */
  position_size_pct: z._default(fraction, new Decimal('0.1')),
  /** What a fresh simulated account holds, in the quote currency. */
  initial_capital: z._default(positive, new Decimal(100_000)),
});

const universe = z.strictObject({
  allow: z.optional(z.nullable(symbols)),
  deny: z.optional(z.array(symbol, { error: 'a list of symbols' })),
});

const risk = z.strictObject({
  profile: z._default(z.enum(RISK_PROFILES, { error: `one of ${RISK_PROFILES.join(', ')}` }), 'balanced'),
  max_order_value: z.optional(z.nullable(positive)),
  max_position_size: z.optional(z.nullable(positive)),
  max_position_pct: z.optional(z.nullable(fraction)),
  max_portfolio_exposure: z.optional(z.nullable(fraction)),
  max_open_positions: z.optional(z.nullable(count(1))),
  max_daily_loss_pct: z.optional(z.nullable(fraction)),
  max_orders_per_minute: z.optional(z.nullable(count(1))),
  universe: z.optional(universe),
});

/** The schema of `config/<environment>.yaml`. Keys are wire names; unknown keys are refused. */
export const environmentSchema = z.strictObject({
  environment: name,
  account: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name of letters, digits, ., _ and -'),
  region: z._default(text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS region, e.g. eu-central-1'), 'us-east-1'),
  broker: z._default(z.enum(['sim'], { error: 'sim (alpaca and ccxt:ID are not yet supported)' }), 'sim'),
  brokers: z._default(z.strictObject({ sim: z._default(simulatedBroker, z.parse(simulatedBroker, {})) }), {
    sim: z.parse(simulatedBroker, {}),
  }),
  market_data: z._default(z.enum(['alpaca'], { error: 'alpaca' }), 'alpaca'),
  symbols,
  timeframe: text(TIMEFRAME_PATTERN, TIMEFRAME_EXPECTED),
  strategies: distinct(strategy, (one) => one.name, 'a list of at least one strategy, each name once'),
  sizing: z._default(sizing, z.parse(sizing, {})),
  risk: z._default(risk, { profile: 'balanced' }),
  /** Days that logs and expired records are kept. */
  retention_days: z._default(count(1), 30),
});
