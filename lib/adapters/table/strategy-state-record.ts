import type { StrategyState } from '#application/ports/ledger.ts';
import { strategyStateKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** The state is kept as JSON text: it is the strategy's own, and no condition ever looks into it. */
export function encodeStrategyState(account: string, saved: StrategyState): Item & Key {
  const { sessionId, strategy, fingerprint, symbol, lastBar, state } = saved;
  return {
    ...strategyStateKey(account, strategy, symbol),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      sessionId,
      strategy,
      fingerprint,
      symbol,
      lastBar,
      state: JSON.stringify(state),
    }),
  };
}

export function decodeStrategyState(item: Item): StrategyState {
  const reader = new RecordReader(item);
  const state: unknown = JSON.parse(reader.text('state'));
  return {
    sessionId: reader.text('sessionId'),
    strategy: reader.text('strategy'),
    fingerprint: reader.text('fingerprint'),
    symbol: reader.text('symbol'),
    lastBar: reader.integer('lastBar'),
    state,
  };
}
