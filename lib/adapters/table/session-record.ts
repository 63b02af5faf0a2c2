import { SESSION_STATUSES, type Session } from '#domain/sessions/session.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** The session under `key`: its own record, or the copy in the account's partition. */
export function encodeSession(session: Session, key: Key): Item & Key {
  return { ...key, ...attributes({ schemaVersion: SCHEMA_VERSION, ...session }) };
}

export function decodeSession(item: Item): Session {
  const reader = new RecordReader(item);
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    environment: reader.text('environment'),
    dryRun: reader.flag('dryRun'),
    strategies: reader.textList('strategies'),
    symbols: reader.textList('symbols'),
    status: reader.oneOf('status', SESSION_STATUSES),
    version: reader.integer('version'),
    startedAt: reader.integer('startedAt'),
    endsAt: reader.integerOrNull('endsAt'),
    stoppedAt: reader.integerOrNull('stoppedAt'),
    stopReason: reader.textOrNull('stopReason'),
    totalTrades: reader.integer('totalTrades'),
    winningTrades: reader.integer('winningTrades'),
    losingTrades: reader.integer('losingTrades'),
    totalPnl: reader.decimal('totalPnl'),
    maxDrawdown: reader.decimal('maxDrawdown'),
    config: reader.text('config'),
    configHash: reader.text('configHash'),
  };
}
