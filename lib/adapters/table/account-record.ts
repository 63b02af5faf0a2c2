import { type Account, TRADING_MODES } from '#domain/accounts/account.ts';
import { openAccount } from '#domain/accounts/account-accounting.ts';
import { SESSION_STATUSES } from '#domain/sessions/session.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item } from './table.ts';

/** The attributes of an account that opens with `cash`; mode and halt epoch apart, which a kill may have set before. */
export function openingAttributes(account: string, currency: string, cash: Decimal): Item {
  const opened = openAccount(account, currency, cash);
  return attributes({
    schemaVersion: SCHEMA_VERSION,
    account: opened.account,
    currency: opened.currency,
    openingCash: opened.openingCash,
    cash: opened.cash,
    reserved: opened.reserved,
    realizedPnl: opened.realizedPnl,
    fees: opened.fees,
    fillSeq: opened.fillSeq,
    minute: opened.minute,
    ordersInMinute: opened.ordersInMinute,
    equity: opened.equity,
    peak: opened.peak,
    maxDrawdown: opened.maxDrawdown,
    dayStartEquity: opened.dayStartEquity,
    markedAt: opened.markedAt,
  });
}

/** Whether the row is an account: a kill before the first session leaves a row that has nothing but its mode. */
export function isOpened(item: Item): boolean {
  return item.openingCash !== undefined;
}

export function decodeAccount(item: Item): Account {
  const reader = new RecordReader(item);
  return {
    account: reader.text('account'),
    currency: reader.text('currency'),
    mode: reader.oneOf('mode', TRADING_MODES),
    haltEpoch: reader.integerOrNull('haltEpoch') ?? 0,
    sessionId: reader.textOrNull('sessionId'),
    sessionStatus: reader.oneOfOrNull('sessionStatus', SESSION_STATUSES),
    dryRun: reader.flag('dryRun'),
    openingCash: reader.decimal('openingCash'),
    cash: reader.decimal('cash'),
    reserved: reader.decimal('reserved'),
    realizedPnl: reader.decimal('realizedPnl'),
    fees: reader.decimal('fees'),
    fillSeq: reader.integer('fillSeq'),
    openSymbols: reader.texts('openSymbols'),
    minute: reader.integer('minute'),
    ordersInMinute: reader.integer('ordersInMinute'),
    equity: reader.decimal('equity'),
    peak: reader.decimal('peak'),
    maxDrawdown: reader.decimal('maxDrawdown'),
    day: reader.textOrNull('day'),
    dayStartEquity: reader.decimal('dayStartEquity'),
    markedAt: reader.integer('markedAt'),
    modeCause: reader.textOrNull('modeCause'),
    pausedUntil: reader.integerOrNull('pausedUntil'),
    pausedBy: reader.textOrNull('pausedBy'),
    fillCursor: reader.textOrNull('fillCursor'),
  };
}
