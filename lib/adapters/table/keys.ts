import type { Instant } from '#domain/shared/instant.ts';
import type { Key } from './table.ts';

/*
 * Where each record lives. Everything that a gate or a tick must know about an account is one partition,
 * so that one consistent Query reads it.
 */

export const ACCOUNT_ROW = 'ACCOUNT';
export const SESSION_COPY = 'SESSION';
export const BROKER_ROW = 'BROKER';
export const SYMBOL_PREFIX = 'SYMBOL#';
export const STATE_PREFIX = 'STATE#';
export const SPLITS_ROW = 'SPLITS';
export const SPLIT_PREFIX = 'SPLIT#';

export function accountPartition(account: string): string {
  return `ACCOUNT#${account}`;
}

export function accountKey(account: string): Key {
  return { pk: accountPartition(account), sk: ACCOUNT_ROW };
}

export function symbolKey(account: string, symbol: string): Key {
  return { pk: accountPartition(account), sk: `${SYMBOL_PREFIX}${symbol}` };
}

/** What all functions know of the way to the broker; in the account's partition, so that a gate reads it with the account. */
export function brokerHealthKey(account: string): Key {
  return { pk: accountPartition(account), sk: BROKER_ROW };
}

/** The copy of the session that holds, or held last, the account. */
export function sessionCopyKey(account: string): Key {
  return { pk: accountPartition(account), sk: SESSION_COPY };
}

/** Without the session: the next one's state takes the place of the last one's, so the partition does not grow. */
export function strategyStateKey(account: string, strategy: string, symbol: string): Key {
  return { pk: accountPartition(account), sk: `${STATE_PREFIX}${strategy}#${symbol}` };
}

/** What was asked of splits last. */
export function askedSplitsKey(account: string): Key {
  return { pk: accountPartition(account), sk: SPLITS_ROW };
}

/** The last split of a symbol; the split itself is among the fills. */
export function splitNoteKey(account: string, symbol: string): Key {
  return { pk: accountPartition(account), sk: `${SPLIT_PREFIX}${symbol}` };
}

export function sessionsPartition(account: string): string {
  return `SESSIONS#${account}`;
}

export function sessionKey(account: string, id: string): Key {
  return { pk: sessionsPartition(account), sk: id };
}

export function ordersPartition(account: string): string {
  return `ORDERS#${account}`;
}

export function orderKey(account: string, clientOrderId: string): Key {
  return { pk: ordersPartition(account), sk: clientOrderId };
}

export function fillsPartition(account: string): string {
  return `FILLS#${account}`;
}

export function fillKey(account: string, symbol: string, id: string): Key {
  return { pk: fillsPartition(account), sk: `${symbol}#${id}` };
}

export function snapshotsPartition(account: string, sessionId: string): string {
  return `SNAPSHOTS#${account}#${sessionId}`;
}

export function snapshotKey(account: string, sessionId: string, barTime: Instant): Key {
  return { pk: snapshotsPartition(account, sessionId), sk: sortableIso(barTime) };
}

export function tradesPartition(account: string): string {
  return `TRADES#${account}`;
}

export function closedTradeKey(account: string, closedAt: Instant, symbol: string, id: string): Key {
  return { pk: tradesPartition(account), sk: `${sortableIso(closedAt)}#${symbol}#${id}` };
}

export function emergencyStopsPartition(account: string): string {
  return `STOPS#${account}`;
}

export function emergencyStopKey(account: string, id: string): Key {
  return { pk: emergencyStopsPartition(account), sk: id };
}

export function signalsPartition(account: string): string {
  return `SIGNALS#${account}`;
}

export function signalKey(account: string, id: string): Key {
  return { pk: signalsPartition(account), sk: id };
}

export function reconciliationsPartition(account: string): string {
  return `RECONCILIATIONS#${account}`;
}

/** The id sorts by the time of the request. */
export function reconciliationKey(account: string, id: string): Key {
  return { pk: reconciliationsPartition(account), sk: id };
}

export function cashAdjustmentsPartition(account: string): string {
  return `ADJUSTMENTS#${account}`;
}

export function cashAdjustmentKey(account: string, id: string): Key {
  return { pk: cashAdjustmentsPartition(account), sk: id };
}

export function riskPartition(account: string): string {
  return `RISK#${account}`;
}

export function riskEventKey(account: string, id: string): Key {
  return { pk: riskPartition(account), sk: id };
}

/** That a notice was sent by a channel. */
export function noticeKey(account: string, channel: string, id: string): Key {
  return { pk: `NOTICES#${account}`, sk: `SENT#${channel}#${id}` };
}

/** How many of a severity were sent by a channel in an hour. */
export function noticeCountKey(account: string, channel: string, severity: string, hour: string): Key {
  return { pk: `NOTICES#${account}`, sk: `COUNT#${channel}#${severity}#${hour}` };
}

/** When the risk monitor was last at work. */
export function aliveKey(account: string): Key {
  return { pk: `NOTICES#${account}`, sk: 'ALIVE#monitor-risk' };
}

/** ISO-8601 at fixed width, so that the order of the texts is the order of the instants. */
export function sortableIso(instant: Instant): string {
  return new Date(instant).toISOString();
}
