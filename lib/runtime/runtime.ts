import { createDynamoDbClient } from '#adapters/dynamodb/dynamodb-client.ts';
import { DynamoDbTable } from '#adapters/dynamodb/dynamodb-table.ts';
import { ExpiringTable } from '#adapters/table/expiring-table.ts';
import { keepingTrades } from '#adapters/table/retention.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { TableBrokerHealth } from '#adapters/table/table-broker-health.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { metricDimensions } from '#application/contracts/metrics.ts';
import type { AuditTrail } from '#application/ports/audit-trail.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { ReadBudget } from '#application/ports/read-budget.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { promotionRules } from '#application/promotion/promotion-rules.ts';
import type { ReconciliationRules } from '#application/reconciliation/reconcile-deps.ts';
import { reconciliationRules } from '#application/reconciliation/reconciliation-rules.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import type { PromotionRules } from '#domain/promotion/judge-promotion.ts';
import { tradeLookBack } from '#domain/trading/trade-look-back.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import type { OpenBroker } from './brokers/open-broker.ts';
import { readBundledConfig } from './bundled-config.ts';
import { type FunctionEnvironment, readFunctionEnvironment, required } from './function-environment.ts';
import { LazyMarketData } from './lazy-market-data.ts';
import { setMetricDimensions } from './observability.ts';
import { sleep } from './sleep.ts';
import { systemClock, wallClock } from './system-clock.ts';

/** What every function is made of: configuration → plan, environment → adapters. */
export interface Runtime {
  readonly environment: FunctionEnvironment;
  readonly plan: TradingPlan;
  /** The configuration as canonical JSON. */
  readonly config: string;
  readonly reconciliation: ReconciliationRules;
  readonly promotion: PromotionRules;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly audit: AuditTrail;
  readonly marketData: MarketData;
  /** Where the broker trades the shares that the market data are of. */
  readonly splits?: SplitSource | undefined;
}

/** Of a function that deals with the broker. */
export interface BrokerRuntime extends Runtime {
  readonly broker: Broker;
  readonly readBudget?: ReadBudget;
}

/** Opens market data by a secret's id. Passed in, so that functions without it do not carry its client. */
export type OpenMarketData = (secretId: string) => Promise<MarketData & SplitSource>;

/** Puts a function together, once, when its module is loaded. */
export function createRuntime(openMarketData: OpenMarketData = refuseMarketData): Runtime {
  const { table: _table, parsed: _parsed, health: _health, ...runtime } = assemble(openMarketData);
  return runtime;
}

/** As `createRuntime`, with the broker that the build has put into the bundle (`#broker`). */
export function createBrokerRuntime(
  openBroker: OpenBroker,
  openMarketData: OpenMarketData = refuseMarketData,
): BrokerRuntime {
  const { table, parsed, health, ...runtime } = assemble(openMarketData);
  const { clock, environment, marketData, plan } = runtime;
  const secretId = environment.brokerSecretId;
  return { ...runtime, ...openBroker({ config: parsed, plan, table, clock, marketData, health, secretId }) };
}

function assemble(openMarketData: OpenMarketData) {
  const environment = readFunctionEnvironment(process.env);
  const { config: parsed, text: config } = readBundledConfig();
  setMetricDimensions(metricDimensions(parsed));
  const plan = sessionPlan(parsed);
  const table = openTable(environment);
  const retention = keepingTrades(parsed.retention, tradeLookBack(plan));
  const health = new TableBrokerHealth({ table, account: plan.account, clock: wallClock });
  const marketData = new LazyMarketData(() =>
    openMarketData(required(environment.marketDataSecretId, 'MARKET_DATA_SECRET_ID')),
  );
  return {
    environment,
    parsed,
    plan,
    config,
    reconciliation: reconciliationRules(parsed),
    promotion: promotionRules(parsed),
    clock: systemClock,
    table,
    health,
    ledger: new TableLedger(new ExpiringTable(table, retention), plan.account, (record) => health.see(record)),
    audit: new TableAuditTrail(table, plan.account),
    marketData,
    splits: parsed.broker === 'alpaca' ? marketData : undefined,
  };
}

/** The one table that the template binds. */
export function openTable(environment: FunctionEnvironment): DynamoDbTable {
  return new DynamoDbTable({
    client: createDynamoDbClient(),
    tableName: required(environment.tableName, 'TABLE_NAME'),
    clock: systemClock,
    sleep,
    random: Math.random,
  });
}

async function refuseMarketData(secretId: string): Promise<never> {
  throw new Error(`this function was built without market data, its secret ${secretId} is not for it`);
}
