import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { fixedToDecimal, toFixed } from '#domain/shared/fixed.ts';
import { snapshotKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeSnapshot(account: string, sessionId: string, snapshot: EquitySnapshot): Item & Key {
  return {
    ...snapshotKey(account, sessionId, snapshot.barTime),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      barTime: snapshot.barTime,
      equity: fixedToDecimal(snapshot.equity),
      cash: fixedToDecimal(snapshot.cash),
      positionQuantity: snapshot.positionQuantity,
      positionValue: fixedToDecimal(snapshot.positionValue),
      realizedPnl: fixedToDecimal(snapshot.realizedPnl),
      unrealizedPnl: fixedToDecimal(snapshot.unrealizedPnl),
      drawdown: fixedToDecimal(snapshot.drawdown),
    }),
  };
}

export function decodeSnapshot(item: Item): EquitySnapshot {
  const reader = new RecordReader(item);
  return {
    barTime: reader.integer('barTime'),
    equity: toFixed(reader.decimal('equity')),
    cash: toFixed(reader.decimal('cash')),
    positionQuantity: reader.decimalOrNull('positionQuantity'),
    positionValue: toFixed(reader.decimal('positionValue')),
    realizedPnl: toFixed(reader.decimal('realizedPnl')),
    unrealizedPnl: toFixed(reader.decimal('unrealizedPnl')),
    drawdown: toFixed(reader.decimal('drawdown')),
  };
}
