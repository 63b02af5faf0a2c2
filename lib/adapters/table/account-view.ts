import type { AccountView } from '#application/ports/ledger.ts';
import { decodeAccount, isOpened } from './account-record.ts';
import { decodeBrokerHealth } from './broker-health-record.ts';
import { ACCOUNT_ROW, BROKER_ROW, SESSION_COPY, STATE_PREFIX, SYMBOL_PREFIX } from './keys.ts';
import { decodeSession } from './session-record.ts';
import { decodeSplitBook } from './split-record.ts';
import { decodeStrategyState } from './strategy-state-record.ts';
import { decodePosition } from './symbol-record.ts';
import type { Item } from './table.ts';

/** Makes the view of an account of its whole partition; `null` where no session has ever opened it. */
export function decodeAccountView(partition: readonly Item[]): AccountView | null {
  const row = partition.find((item) => item.sk === ACCOUNT_ROW);
  if (row === undefined || !isOpened(row)) {
    return null;
  }
  const account = decodeAccount(row);
  const copy = partition.find((item) => item.sk === SESSION_COPY && item.id === account.sessionId);
  const broker = brokerRecord(partition);
  const positions = withPrefix(partition, SYMBOL_PREFIX).map(decodePosition);
  const states = withPrefix(partition, STATE_PREFIX).map(decodeStrategyState);
  return {
    account,
    positions: new Map(positions.map((position) => [position.symbol, position])),
    session: copy === undefined ? null : decodeSession(copy),
    broker: broker === null ? null : decodeBrokerHealth(broker).health,
    strategyStates: states.filter((state) => state.sessionId === account.sessionId),
    splits: decodeSplitBook(partition),
  };
}

/** The record of the broker's health; `null` where nothing has ever gone wrong. */
export function brokerRecord(partition: readonly Item[]): Item | null {
  return partition.find((item) => item.sk === BROKER_ROW) ?? null;
}

function withPrefix(partition: readonly Item[], prefix: string): readonly Item[] {
  return partition.filter((item) => typeof item.sk === 'string' && item.sk.startsWith(prefix));
}
