import * as z from 'zod/mini';
import { count, distinct, symbol, text } from './config-fields.ts';
import { alarmsSection } from './sections/alarms-section.ts';
import { budgetSection } from './sections/budget-section.ts';
import { executionSection } from './sections/execution-section.ts';
import { exitsSection } from './sections/exits-section.ts';
import { notificationsSection } from './sections/notifications-section.ts';
import { promotionSection } from './sections/promotion-section.ts';
import { reconciliationSection } from './sections/reconciliation-section.ts';
import { retentionSection } from './sections/retention-section.ts';
import { riskSection } from './sections/risk-section.ts';
import { sessionSection } from './sections/session-section.ts';
import { simulatedBrokerSection } from './sections/simulated-broker-section.ts';
import { sizingSection } from './sections/sizing-section.ts';

export { RISK_PROFILES, type RiskProfile } from './sections/risk-section.ts';

/** Whole seconds, minutes, hours or days. */
export const TIMEFRAME_PATTERN = /^([1-9]\d{0,8})([smhd])$/;
export const TIMEFRAME_EXPECTED = 'a bar length: 1m, 5m, 1h, 1d or seconds as 30s';

/** The simulated broker, Alpaca, or an exchange by its name in CCXT. */
export const BROKER_PATTERN = /^(?:sim|alpaca|ccxt:[a-z][a-z0-9]{1,30})$/;
export const BROKER_EXPECTED = 'sim, alpaca or ccxt:ID (e.g. ccxt:binance)';

/** One transaction marks them all, and DynamoDB takes a hundred items. */
const MOST_SYMBOLS = 90;

const symbols = distinct(symbol, String, `a list of 1 to ${MOST_SYMBOLS} symbols, each once`, MOST_SYMBOLS);
const name = text(/^[a-z][a-z0-9-]{0,30}$/, 'a name of lower-case letters, digits and hyphens');

const strategy = z.strictObject({
  name: text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a name of letters, digits, _ and -'),
  policy: text(/^[a-z][a-z0-9_]{0,63}$/, 'the name of a strategy, e.g. sma_fast_slow'),
  params: z._default(z.record(z.string(), z.unknown(), { error: 'a mapping of parameters' }), {}),
  /** Default: all of the environment's. */
  symbols: z.optional(symbols),
});

/** The schema of `config/<environment>.yaml`. Keys are wire names; unknown keys are refused. */
export const environmentSchema = z.strictObject({
  environment: name,
  account: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name of letters, digits, ., _ and -'),
  region: z._default(text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS region, e.g. eu-central-1'), 'us-east-1'),
  broker: z._default(text(BROKER_PATTERN, BROKER_EXPECTED), 'sim'),
  /** Paper account or test network of a real broker. */
  testnet: z._default(z.boolean({ error: 'true or false' }), true),
  /** Real money, which a command must also be told (`--live`). */
  live: z._default(z.boolean({ error: 'true or false' }), false),
  brokers: z._default(
    z.strictObject({ sim: z._default(simulatedBrokerSection, z.parse(simulatedBrokerSection, {})) }),
    {
      sim: z.parse(simulatedBrokerSection, {}),
    },
  ),
  /** No order is sent; `false`, which is the case anyway, is as if it were not there. */
  dry_run: z.optional(
    z.pipe(
      z.boolean({ error: 'true or false' }),
      z.transform((isDry: boolean) => (isDry ? true : undefined)),
    ),
  ),
  market_data: z._default(z.enum(['alpaca'], { error: 'alpaca' }), 'alpaca'),
  symbols,
  timeframe: text(TIMEFRAME_PATTERN, TIMEFRAME_EXPECTED),
  strategies: distinct(strategy, (one) => one.name, 'a list of at least one strategy, each name once'),
  sizing: z._default(sizingSection, z.parse(sizingSection, {})),
  exits: z._default(exitsSection, {}),
  risk: z._default(riskSection, { profile: 'balanced' }),
  /** Absent: as its defaults, and what is not taken up is repeated twice. */
  execution: z.optional(executionSection),
  session: z._default(sessionSection, z.parse(sessionSection, {})),
  reconciliation: z._default(reconciliationSection, z.parse(reconciliationSection, {})),
  promotion: z.optional(promotionSection),
  /** `null`: nobody is told. */
  budget: z._default(z.nullable(budgetSection), null),
  alarms: z._default(alarmsSection, z.parse(alarmsSection, {})),
  /** Absent: nobody is told of anything. */
  notifications: z.optional(notificationsSection),
  retention: z._default(retentionSection, z.parse(retentionSection, {})),
  /** Days that logs are kept. */
  retention_days: z._default(count(1), 30),
});
