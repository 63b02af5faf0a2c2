import { createDynamoDbClient } from '#adapters/dynamodb/dynamodb-client.ts';
import { DynamoDbTable } from '#adapters/dynamodb/dynamodb-table.ts';
import { SimBroker } from '#adapters/sim/sim-broker.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import { sessionPlan } from '#application/session-plan.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { readBundledConfig } from './bundled-config.ts';
import { type FunctionEnvironment, readFunctionEnvironment, required } from './function-environment.ts';
import { LazyMarketData } from './lazy-market-data.ts';
import { systemClock } from './system-clock.ts';

/** What every function is made of: configuration → plan, environment → adapters. */
export interface Runtime {
  readonly environment: FunctionEnvironment;
  readonly plan: TradingPlan;
  /** The configuration as canonical JSON. */
  readonly config: string;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly marketData: MarketData;
}

/** Opens market data by a secret's id. Passed in, so that functions without it do not carry its client. */
export type OpenMarketData = (secretId: string) => Promise<MarketData>;

/** Puts a function together, once, when its module is loaded. */
export function createRuntime(openMarketData: OpenMarketData = refuseMarketData): Runtime {
  const environment = readFunctionEnvironment(process.env);
  const { config, text } = readBundledConfig();
  const plan = sessionPlan(config);
  const table = new DynamoDbTable({
    client: createDynamoDbClient(),
    tableName: environment.tableName,
    clock: systemClock,
    sleep,
    random: Math.random,
  });
  const marketData = new LazyMarketData(() =>
    openMarketData(required(environment.marketDataSecretId, 'MARKET_DATA_SECRET_ID')),
  );
  const { account, currency, initialBalance, timeframe, venue: rules } = plan;
  return {
    environment,
    plan,
    config: text,
    clock: systemClock,
    ledger: new TableLedger(table, account),
    broker: new SimBroker({
      table,
      account,
      currency,
      initialBalance,
      rules,
      timeframe,
      clock: systemClock,
      marketData,
    }),
    marketData,
  };
}

async function refuseMarketData(secretId: string): Promise<MarketData> {
  throw new Error(`this function was built without market data, its secret ${secretId} is not for it`);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
