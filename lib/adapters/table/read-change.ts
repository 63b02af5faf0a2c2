import { TRADING_MODES } from '#domain/accounts/account.ts';
import type { LedgerChange } from '#domain/audit/ledger-change.ts';
import { decodeCashAdjustment } from './cash-adjustment-record.ts';
import { decodeEmergencyStop } from './emergency-stop-record.ts';
import { expiryOf } from './expiry.ts';
import { decodeFill, decodePositionMove } from './fill-record.ts';
import { ACCOUNT_ROW } from './keys.ts';
import { decodeOrder } from './order-record.ts';
import { decodeReconciliation } from './reconciliation-record.ts';
import { RecordReader } from './record.ts';
import { decodeRiskEvent } from './risk-event-record.ts';
import { decodeSession } from './session-record.ts';
import { decodeSignal } from './signal-record.ts';
import type { Item, Key } from './table.ts';

/** One write as the table's stream tells it. */
export interface StreamedWrite {
  readonly key: Key;
  /** `null`: it was not there before. */
  readonly before: Item | null;
  /** `null`: it was deleted. */
  readonly after: Item | null;
  readonly sequence: string;
}

/** The account that a record belongs to: what follows the first `#` of its partition. */
export function accountOf({ pk }: Key): string {
  return pk.slice(pk.indexOf('#') + 1);
}

/** What a write means to the trail and to the bus; `null`: nothing. A record that cannot be read is a change, too: nothing may block the stream. */
export function readChange(write: StreamedWrite): LedgerChange | null {
  const key = `${write.key.pk} ${write.key.sk}`;
  try {
    const decode = DECODERS[write.key.pk.slice(0, write.key.pk.indexOf('#'))];
    if (decode === undefined) return null;
    if (write.after !== null) return decode(write.after, write);
    return { kind: 'removed', key, ttl: write.before === null ? null : expiryOf(write.before) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', key, why };
  }
}

/**
 * What the record was before a write, as a change of its own; `null`: it was not there. One that cannot be read counts as not there: what is told of it is told once
 * too often rather than never.
 */
export function readBefore({ before, key, sequence }: StreamedWrite): LedgerChange | null {
  if (before === null) return null;
  const change = readChange({ key, before: null, after: before, sequence });
  return change?.kind === 'unreadable' ? null : change;
}

type Decode = (after: Item, write: StreamedWrite) => LedgerChange | null;

const DECODERS: Readonly<Record<string, Decode>> = {
  ORDERS: (item) => ({ kind: 'order', order: decodeOrder(item) }),
  FILLS: (item) => ({ kind: 'fill', fill: decodeFill(item), move: decodePositionMove(item) }),
  SESSIONS: (item) => ({ kind: 'session', session: decodeSession(item) }),
  SIGNALS: (item) => ({ kind: 'signal', signal: decodeSignal(item) }),
  RECONCILIATIONS: (item) => ({ kind: 'reconciliation', reconciliation: decodeReconciliation(item) }),
  ADJUSTMENTS: (item) => ({ kind: 'cash', adjustment: decodeCashAdjustment(item) }),
  RISK: (item) => ({ kind: 'risk_event', event: decodeRiskEvent(item) }),
  STOPS: (item) => ({ kind: 'stop', stop: decodeEmergencyStop(item) }),
  ACCOUNT: (item, write) => (write.key.sk === ACCOUNT_ROW ? modeChange(item, write) : null),
};

/** Only when the mode has moved, or a halted account was killed again: the row is written for many other reasons. */
function modeChange(item: Item, { before, sequence }: StreamedWrite): LedgerChange | null {
  const [old, now] = [modeOf(before ?? {}), modeOf(item)];
  const isSame = old.mode === now.mode && old.cause === now.cause && old.haltEpoch === now.haltEpoch;
  return isSame || now.mode === null ? null : { kind: 'mode', ...now, mode: now.mode, sequence };
}

function modeOf(item: Item) {
  const reader = new RecordReader(item);
  return {
    mode: reader.oneOfOrNull('mode', TRADING_MODES),
    cause: reader.textOrNull('modeCause') ?? 'lifted',
    haltEpoch: reader.integerOrNull('haltEpoch') ?? 0,
  };
}
