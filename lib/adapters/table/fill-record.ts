import type { Fill } from '#domain/orders/fill.ts';
import { fillKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeFill(fill: Fill): Item & Key {
  return {
    ...fillKey(fill.account, fill.symbol, fill.id),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...fill }),
  };
}

export function decodeFill(item: Item): Fill {
  const reader = new RecordReader(item);
  return {
    account: reader.text('account'),
    symbol: reader.text('symbol'),
    id: reader.text('id'),
    sequence: reader.text('sequence'),
    clientOrderId: reader.textOrNull('clientOrderId'),
    sessionId: reader.textOrNull('sessionId'),
    side: reader.oneOf('side', ['buy', 'sell']),
    quantity: reader.decimal('quantity'),
    price: reader.decimal('price'),
    notional: reader.decimal('notional'),
    fee: reader.decimal('fee'),
    time: reader.integer('time'),
  };
}
