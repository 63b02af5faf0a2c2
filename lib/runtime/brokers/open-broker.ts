import type { Table } from '#adapters/table/table.ts';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { BrokerHealthStore } from '#application/ports/broker-health.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { ReadBudget } from '#application/ports/read-budget.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** What a broker can be made of. */
export interface BrokerParts {
  readonly config: EnvironmentConfig;
  readonly plan: TradingPlan;
  readonly table: Table;
  readonly clock: Clock;
  readonly marketData: MarketData;
  /** What all functions know of the way to the broker. */
  readonly health: BrokerHealthStore;
  /** ARN of the broker's keys; `null` where the template gave none. */
  readonly secretId: string | null;
}

export interface OpenedBroker {
  readonly broker: Broker;
  /** Left out where nobody counts the calls: the simulated venue. */
  readonly readBudget?: ReadBudget;
}

/** Makes the environment's broker. Nothing is asked for before its first call. */
export type OpenBroker = (parts: BrokerParts) => OpenedBroker;
