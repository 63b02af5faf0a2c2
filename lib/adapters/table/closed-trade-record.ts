import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { EXIT_REASONS } from '#domain/orders/fill.ts';
import { closedTradeKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeClosedTrade(account: string, trade: ClosedTrade): Item & Key {
  return {
    ...closedTradeKey(account, trade.closedAt, trade.symbol, trade.id),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...trade }),
  };
}

export function decodeClosedTrade(item: Item): ClosedTrade {
  const reader = new RecordReader(item);
  return {
    id: reader.text('id'),
    symbol: reader.text('symbol'),
    openedAt: reader.integer('openedAt'),
    closedAt: reader.integer('closedAt'),
    pnl: reader.decimal('pnl'),
    entryNotional: reader.decimal('entryNotional'),
    reason: reader.oneOfOrNull('reason', EXIT_REASONS),
  };
}
