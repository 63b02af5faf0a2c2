import { type EmergencyStop, STOP_PHASES } from '#domain/emergency/emergency-stop.ts';
import { emergencyStopKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeEmergencyStop(stop: EmergencyStop): Item & Key {
  const { orders, unprotected, troubles, ...fields } = stop;
  return {
    ...emergencyStopKey(stop.account, stop.id),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      ...fields,
      orders: orders.map((order) => attributes({ ...order })),
      unprotected: unprotected.map((position) => attributes({ ...position })),
      troubles: [...troubles],
    }),
  };
}

export function decodeEmergencyStop(item: Item): EmergencyStop {
  const reader = new RecordReader(item);
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    version: reader.integer('version'),
    requestedAt: reader.integer('requestedAt'),
    requestedBy: reader.text('requestedBy'),
    reason: reader.text('reason'),
    flatten: reader.flag('flatten'),
    cancelAll: reader.flag('cancelAll'),
    haltEpoch: reader.integer('haltEpoch'),
    phase: reader.oneOf('phase', STOP_PHASES),
    advancedAt: reader.integer('advancedAt'),
    phaseSince: reader.integer('phaseSince'),
    cancelledAt: reader.integerOrNull('cancelledAt'),
    finishedAt: reader.integerOrNull('finishedAt'),
    orders: reader.records('orders').map((order) => ({
      clientOrderId: order.textOrNull('clientOrderId'),
      brokerOrderId: order.textOrNull('brokerOrderId'),
      symbol: order.text('symbol'),
      evidence: order.text('evidence'),
    })),
    unprotected: reader.records('unprotected').map((position) => ({
      symbol: position.text('symbol'),
      quantity: position.decimal('quantity'),
      protectedQuantity: position.decimal('protectedQuantity'),
    })),
    troubles: reader.textList('troubles'),
  };
}
