import type { Table } from '#adapters/table/table.ts';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** What a broker can be made of. */
export interface BrokerParts {
  readonly config: EnvironmentConfig;
  readonly plan: TradingPlan;
  readonly table: Table;
  readonly clock: Clock;
  readonly marketData: MarketData;
  /** ARN of the broker's keys; `null` where the template gave none. */
  readonly secretId: string | null;
}

/** Makes the environment's broker. Nothing is asked for before its first call. */
export type OpenBroker = (parts: BrokerParts) => Broker;
