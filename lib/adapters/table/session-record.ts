import type { Holding } from '#domain/sessions/existing.ts';
import { SESSION_FAULTS, SESSION_STATUSES, type Session } from '#domain/sessions/session.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueSteps } from '#domain/simulation/venue-rules.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** The session under `key`: its own record, or the copy in the account's partition. */
export function encodeSession(session: Session, key: Key): Item & Key {
  return { ...key, ...attributes({ schemaVersion: SCHEMA_VERSION, ...session, ...inText(session) }) };
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
    movedBy: reader.textOrNull('movedBy'),
    fault: reader.oneOfOrNull('fault', SESSION_FAULTS),
    failingSince: reader.integerOrNull('failingSince'),
    restarts: reader.integerOrNull('restarts') ?? 0,
    flatten: reader.flag('flatten'),
    totalTrades: reader.integer('totalTrades'),
    winningTrades: reader.integer('winningTrades'),
    losingTrades: reader.integer('losingTrades'),
    totalPnl: reader.decimal('totalPnl'),
    maxDrawdown: reader.decimal('maxDrawdown'),
    steps: decodeSteps(reader.textOrNull('steps')),
    adopts: decodeHoldings(reader.textOrNull('adopts')),
    config: reader.text('config'),
    configHash: reader.text('configHash'),
  };
}

/** As JSON text: decimals keep their digits. */
function inText({ adopts, steps }: Session) {
  return {
    steps: steps === null ? null : JSON.stringify(steps),
    adopts: adopts.length === 0 ? null : JSON.stringify(adopts),
  };
}

function decodeHoldings(text: string | null): readonly Holding[] {
  if (text === null) return [];
  const raw: readonly Readonly<Record<keyof Holding, string>>[] = JSON.parse(text);
  return raw.map(({ price, quantity, symbol }) => ({
    symbol,
    quantity: new Decimal(quantity),
    price: new Decimal(price),
  }));
}

function decodeSteps(text: string | null): Session['steps'] {
  if (text === null) return null;
  const raw: Readonly<Record<string, StoredSteps>> = JSON.parse(text);
  return Object.fromEntries(
    Object.entries(raw).map(([symbol, { lot, tick, minNotional, protections }]) => [
      symbol,
      { lot: new Decimal(lot), tick: decimalOrNull(tick), minNotional: decimalOrNull(minNotional), protections },
    ]),
  );
}

interface StoredSteps {
  readonly lot: string;
  readonly tick: string | null;
  readonly minNotional: string | null;
  readonly protections: VenueSteps['protections'];
}

function decimalOrNull(text: string | null): Decimal | null {
  return text === null ? null : new Decimal(text);
}
