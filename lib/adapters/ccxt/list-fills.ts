import type { FillPage, SentOrder, VenueFill } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { CcxtTrade } from './ccxt-schemas.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { decodeCursor, encodeCursor, type SymbolCursor } from './fill-cursor.ts';
import { FillOwners } from './fill-owner.ts';
import { latestTrades, tradesSince } from './trade-pages.ts';
import { sequenceOf, toVenueFill } from './venue-fill.ts';

/** Executions of so many milliseconds before the last are remembered: what is listed late is new, what is not is no news. */
const OVERLAP = MINUTE;
const MOST_REMEMBERED = 400;

interface SymbolFills {
  readonly fills: readonly VenueFill[];
  readonly cursor: SymbolCursor;
}

/**
 * Executions after a cursor, symbol by symbol, each to the end of the venue's list. With the first cursor an account begins: of what the venue had before, only what
 * comes with or after the first execution of an order of ours counts.
 */
export async function listFills(
  session: ExchangeSession,
  symbols: readonly string[],
  wallClock: () => number,
  cursor: string | null,
  orders: readonly SentOrder[],
): Promise<FillPage> {
  const from = decodeCursor(cursor);
  await session.loadMarkets();
  const owners = new FillOwners(session, orders);
  const fills: VenueFill[] = [];
  const next: Record<string, SymbolCursor> = { ...from };
  for (const symbol of symbols) {
    const known = from[symbol];
    const read =
      known === undefined
        ? await beginSymbol(
            session,
            symbol,
            owners,
            orders.some((order) => order.symbol === symbol),
          )
        : await continueSymbol(session, symbol, known, owners, wallClock);
    fills.push(...read.fills);
    next[symbol] = read.cursor;
  }
  fills.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  return {
    fills,
    cursor: fills.length === 0 && cursor !== null && !hasNew(from, symbols) ? cursor : encodeCursor(next),
  };
}

function hasNew(from: Readonly<Record<string, SymbolCursor>>, symbols: readonly string[]): boolean {
  return symbols.some((symbol) => from[symbol] === undefined);
}

/** While none of our orders waits for fills, none of what the venue has can be ours. */
async function beginSymbol(
  session: ExchangeSession,
  symbol: string,
  owners: FillOwners,
  isWaiting: boolean,
): Promise<SymbolFills> {
  const trades = sorted(session, symbol, await latestTrades(session, symbol));
  const first = isWaiting ? await firstOwned(trades, symbol, owners) : -1;
  if (first === 0 && trades.length >= session.facts.trades.limit)
    throw new BrokerError('UNREADABLE', `fills of ${symbol}: received a full page of ours, expected where they begin`);
  const fills = await toFills(session, symbol, first < 0 ? [] : trades.slice(first), owners);
  return { fills, cursor: advance({ id: null, time: null, seen: [] }, trades) };
}

async function firstOwned(trades: readonly CcxtTrade[], symbol: string, owners: FillOwners): Promise<number> {
  for (const [index, trade] of trades.entries()) if ((await owners.ownerOf(trade, symbol)) !== null) return index;
  return -1;
}

async function continueSymbol(
  session: ExchangeSession,
  symbol: string,
  from: SymbolCursor,
  owners: FillOwners,
  wallClock: () => number,
): Promise<SymbolFills> {
  const seen = new Set(from.seen);
  const trades = sorted(session, symbol, await tradesSince(session, symbol, from, wallClock));
  const since = from.time === null ? 0 : from.time - OVERLAP;
  const fresh = trades.filter(({ id, timestamp }) => !seen.has(id) && timestamp >= since);
  if (fresh.length === 0) return { fills: [], cursor: from };
  return { fills: await toFills(session, symbol, fresh, owners), cursor: advance(from, trades) };
}

/** Those of one symbol, each once, in the venue's order. */
function sorted(session: ExchangeSession, symbol: string, trades: readonly CcxtTrade[]): readonly CcxtTrade[] {
  const field = session.facts.trades.sequenceField;
  const own = new Map(
    trades.filter((trade) => session.canonicalSymbol(trade.symbol) === symbol).map((trade) => [trade.id, trade]),
  );
  return [...own.values()].sort((a, b) => (sequenceOf(a, field) < sequenceOf(b, field) ? -1 : 1));
}

async function toFills(
  session: ExchangeSession,
  symbol: string,
  trades: readonly CcxtTrade[],
  owners: FillOwners,
): Promise<readonly VenueFill[]> {
  if (trades.length === 0) return [];
  const market = await session.market(symbol);
  const fills: VenueFill[] = [];
  for (const trade of trades) {
    const owner = await owners.ownerOf(trade, symbol);
    fills.push(toVenueFill(trade, market, symbol, owner, session.facts.trades.sequenceField));
  }
  return fills;
}

function advance(from: SymbolCursor, trades: readonly CcxtTrade[]): SymbolCursor {
  const last = trades.at(-1);
  if (last === undefined) return from;
  const isLater = from.time === null || last.timestamp >= from.time;
  const time = isLater ? last.timestamp : from.time;
  const seen = trades.filter(({ timestamp }) => timestamp >= (time ?? 0) - OVERLAP).map(({ id }) => id);
  return { id: isLater ? last.id : from.id, time, seen: seen.slice(-MOST_REMEMBERED) };
}
