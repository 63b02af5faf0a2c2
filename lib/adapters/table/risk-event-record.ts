import type { RecordedRiskEvent, RiskEvent } from '#application/ports/ledger.ts';
import { riskEventKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key, Update } from './table.ts';

export function encodeRiskEvent(event: RiskEvent): Item & Key {
  return {
    ...riskEventKey(event.account, event.id),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...event }),
  };
}

/** Records an event unless it is there, whatever else the transaction does: a rung that is found at every mark of a day is told once. */
export function recordOnce(event: RiskEvent): Update {
  const { pk, sk, ...setIfAbsent } = encodeRiskEvent(event);
  return { kind: 'update', key: { pk, sk }, setIfAbsent };
}

export function decodeRiskEvent(item: Item): RecordedRiskEvent {
  const reader = new RecordReader(item);
  const detail = new RecordReader(reader.map('detail'));
  const resolvedAt = reader.integerOrNull('resolvedAt');
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    sessionId: reader.textOrNull('sessionId'),
    kind: reader.text('kind'),
    severity: reader.oneOf('severity', ['info', 'warning', 'critical']),
    at: reader.integer('at'),
    detail: Object.fromEntries(Object.keys(reader.map('detail')).map((name) => [name, detail.text(name)])),
    resolution:
      resolvedAt === null
        ? null
        : { at: resolvedAt, by: reader.text('resolvedBy'), reason: reader.text('resolvedReason') },
  };
}
