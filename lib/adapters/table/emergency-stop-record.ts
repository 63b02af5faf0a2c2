import { type EmergencyStop, STOP_PHASES, STOP_TRIGGERS } from '#domain/emergency/emergency-stop.ts';
import type { StopReconciliation, StopSnapshot } from '#domain/emergency/stop-report.ts';
import { DRIFT_KINDS } from '#domain/reconciliation/drift.ts';
import { RECONCILIATION_OUTCOMES } from '#domain/reconciliation/reconciliation.ts';
import { emergencyStopKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeEmergencyStop(stop: EmergencyStop): Item & Key {
  const { orders, unprotected, reconciliation, snapshot, troubles, ...fields } = stop;
  return {
    ...emergencyStopKey(stop.account, stop.id),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      ...fields,
      orders: orders.map((order) => attributes({ ...order })),
      unprotected: unprotected.map((position) => attributes({ ...position })),
      reconciliation: reconciliation === null ? null : encodeReconciliation(reconciliation),
      snapshot: snapshot === null ? null : encodeSnapshot(snapshot),
      troubles: [...troubles],
    }),
  };
}

function encodeReconciliation({ drifts, ...fields }: StopReconciliation): Item {
  return attributes({ ...fields, drifts: drifts.map((drift) => attributes({ ...drift })) });
}

function encodeSnapshot({ positions, ...fields }: StopSnapshot): Item {
  return attributes({ ...fields, positions: positions.map((position) => attributes({ ...position })) });
}

export function decodeEmergencyStop(item: Item): EmergencyStop {
  const reader = new RecordReader(item);
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    version: reader.integer('version'),
    // Records of the time before there were others have none.
    trigger: reader.oneOfOrNull('trigger', STOP_TRIGGERS) ?? 'request',
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
    reconciliation:
      item.reconciliation === undefined ? null : decodeReconciliation(new RecordReader(reader.map('reconciliation'))),
    snapshot: item.snapshot === undefined ? null : decodeSnapshot(new RecordReader(reader.map('snapshot'))),
    troubles: reader.textList('troubles'),
  };
}

function decodeReconciliation(reader: RecordReader): StopReconciliation {
  return {
    id: reader.text('id'),
    outcome: reader.oneOfOrNull('outcome', RECONCILIATION_OUTCOMES),
    drifts: reader.records('drifts').map((drift) => ({
      kind: drift.oneOf('kind', DRIFT_KINDS),
      subject: drift.text('subject'),
      quantity: drift.decimalOrNull('quantity'),
      value: drift.decimalOrNull('value'),
    })),
  };
}

function decodeSnapshot(reader: RecordReader): StopSnapshot {
  return {
    at: reader.integer('at'),
    cash: reader.decimal('cash'),
    equity: reader.decimal('equity'),
    realizedPnl: reader.decimal('realizedPnl'),
    fees: reader.decimal('fees'),
    positions: reader.records('positions').map((position) => ({
      symbol: position.text('symbol'),
      quantity: position.decimal('quantity'),
      mark: position.decimalOrNull('mark'),
    })),
  };
}
