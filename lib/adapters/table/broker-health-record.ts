import { type BrokerHealth, HEALTHY } from '#domain/brokers/broker-health.ts';
import { CIRCUIT_STATES } from '#domain/brokers/circuit.ts';
import { brokerHealthKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** The health with the version of its record, by which it is written; 0: there is none yet. */
export interface StoredBrokerHealth {
  readonly health: BrokerHealth;
  readonly version: number;
}

export const UNRECORDED: StoredBrokerHealth = { health: HEALTHY, version: 0 };

export function encodeBrokerHealth(account: string, { health, version }: StoredBrokerHealth): Item & Key {
  const { state, failures, since } = health.circuit;
  const { blockedUntil, fullAt } = health;
  return {
    ...brokerHealthKey(account),
    ...attributes({ schemaVersion: SCHEMA_VERSION, version, state, failures, since, fullAt, blockedUntil }),
  };
}

export function decodeBrokerHealth(item: Item): StoredBrokerHealth {
  const reader = new RecordReader(item);
  const circuit = {
    state: reader.oneOf('state', CIRCUIT_STATES),
    failures: reader.integer('failures'),
    since: reader.integer('since'),
  };
  const health = { circuit, fullAt: reader.integer('fullAt'), blockedUntil: reader.integer('blockedUntil') };
  return { health, version: reader.integer('version') };
}
