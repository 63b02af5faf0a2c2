import type { EquitySnapshot } from '#domain/reporting/session-records.ts';
import { snapshotKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeSnapshot(account: string, sessionId: string, snapshot: EquitySnapshot): Item & Key {
  return {
    ...snapshotKey(account, sessionId, snapshot.barTime),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...snapshot }),
  };
}

export function decodeSnapshot(item: Item): EquitySnapshot {
  const reader = new RecordReader(item);
  return {
    barTime: reader.integer('barTime'),
    equity: reader.decimal('equity'),
    cash: reader.decimal('cash'),
    positionQuantity: reader.decimalOrNull('positionQuantity'),
    positionValue: reader.decimal('positionValue'),
    realizedPnl: reader.decimal('realizedPnl'),
    unrealizedPnl: reader.decimal('unrealizedPnl'),
    drawdown: reader.decimal('drawdown'),
  };
}
