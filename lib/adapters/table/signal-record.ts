import {
  SIGNAL_DECISIONS,
  SIGNAL_DENIALS,
  SIGNAL_SOURCES,
  type SignalDecision,
  type SignalRecord,
} from '#domain/signals/signal-record.ts';
import { SIGNAL_ACTIONS } from '#domain/strategies/strategy.ts';
import { IS_NEW } from './conditions.ts';
import { signalKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Condition, Item, Put } from './table.ts';

/** Puts the signal where there is none, or one of which only this was decided: `over`. */
export function putSignal(signal: SignalRecord, over: readonly SignalDecision['kind'][]): Put {
  const replaceable = over.map((kind): Condition => ['=', 'decision', kind]);
  return {
    kind: 'put',
    item: { ...signalKey(signal.account, signal.id), ...encode(signal) },
    when: over.length === 0 ? IS_NEW : [['any', [...IS_NEW, ...replaceable]]],
  };
}

function encode({ decision, ...signal }: SignalRecord): Item {
  const { kind, ...decided } = decision;
  return attributes({ schemaVersion: SCHEMA_VERSION, ...signal, decision: kind, ...decided });
}

export function decodeSignal(item: Item): SignalRecord {
  const reader = new RecordReader(item);
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    sessionId: reader.textOrNull('sessionId'),
    source: reader.oneOf('source', SIGNAL_SOURCES),
    strategy: reader.text('strategy'),
    symbol: reader.text('symbol'),
    action: reader.oneOf('action', SIGNAL_ACTIONS),
    strength: reader.decimal('strength').toNumber(),
    reason: reader.text('reason'),
    time: reader.integer('time'),
    receivedAt: reader.integer('receivedAt'),
    decision: decodeDecision(reader),
  };
}

function decodeDecision(reader: RecordReader): SignalDecision {
  const kind = reader.oneOf('decision', SIGNAL_DECISIONS);
  switch (kind) {
    case 'ordered':
      return { kind, clientOrderId: reader.text('clientOrderId'), expiresAt: reader.integerOrNull('expiresAt') };
    case 'cancelled':
      return { kind };
    case 'denied':
      return { kind, cause: reader.oneOf('cause', SIGNAL_DENIALS), detail: reader.text('detail') };
  }
}
