import * as z from 'zod/mini';
import { BrokerError } from '#application/ports/broker-error.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { type CcxtTrade, ccxtTrade } from './ccxt-schemas.ts';
import type { TradePaging } from './exchange-facts.ts';
import type { ExchangeSession } from './exchange-session.ts';
import type { SymbolCursor } from './fill-cursor.ts';
import { countIn, valueAt } from './raw-answer.ts';
import { tradesOfRows } from './trade-rows.ts';

/** By the venue's own times: an execution may be listed so much later than its followers. */
const OVERLAP = MINUTE;
const MAX_PAGES = 1_000;

interface Page {
  readonly trades: readonly CcxtTrade[];
  /** How many the answer holds. */
  readonly count: number;
  readonly answer: string;
}

interface Asked {
  readonly since?: number | undefined;
  readonly limit: number;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The executions of a symbol that the venue lists without being told from where: the latest, one page of them. */
export async function latestTrades(session: ExchangeSession, symbol: string): Promise<readonly CcxtTrade[]> {
  const { limit } = session.facts.trades;
  const { trades } = await readPage(session, symbol, { limit });
  return trades;
}

/** Every execution since a cursor and some before it, in no particular order. @throws {BrokerError} rather than leave one out. */
export async function tradesSince(
  session: ExchangeSession,
  symbol: string,
  from: SymbolCursor,
  wallClock: () => number,
): Promise<readonly CcxtTrade[]> {
  const paging = session.facts.trades;
  switch (paging.kind) {
    case 'id':
      return byId(session, symbol, from, paging);
    case 'offset':
      return byOffset(session, symbol, from, paging);
    case 'cursor':
      return byToken(session, symbol, from, paging, wallClock);
    case 'time':
      return byTime(session, symbol, from, paging);
  }
}

async function byId(
  session: ExchangeSession,
  symbol: string,
  from: SymbolCursor,
  { param, limit, overlap }: TradePaging & { readonly kind: 'id' },
): Promise<readonly CcxtTrade[]> {
  const all: CcxtTrade[] = [];
  let next = BigInt(from.id ?? '0') - BigInt(overlap);
  if (next < 0n) next = 0n;
  for (let number = 0; number < MAX_PAGES; number += 1) {
    const { trades, count } = await readPage(session, symbol, { limit, params: { [param]: String(next) } });
    all.push(...trades);
    if (count < limit) return all;
    for (const { id } of trades) if (BigInt(id) >= next) next = BigInt(id) + 1n;
  }
  throw tooMany(symbol);
}

async function byOffset(
  session: ExchangeSession,
  symbol: string,
  from: SymbolCursor,
  { param, limit }: TradePaging & { readonly kind: 'offset' },
): Promise<readonly CcxtTrade[]> {
  const all: CcxtTrade[] = [];
  for (let offset = 0; offset < MAX_PAGES * limit; offset += limit) {
    const page = await readPage(session, symbol, { since: sinceOf(from), limit, params: { [param]: offset } });
    all.push(...page.trades);
    if (page.count < limit) return all;
  }
  throw tooMany(symbol);
}

async function byToken(
  session: ExchangeSession,
  symbol: string,
  from: SymbolCursor,
  { param, tokenPath, limit, windowDays }: TradePaging & { readonly kind: 'cursor' },
  wallClock: () => number,
): Promise<readonly CcxtTrade[]> {
  const all: CcxtTrade[] = [];
  let since = sinceOf(from);
  do {
    const until = since === undefined ? {} : { until: since + windowDays * DAY - 1 };
    let token: unknown = '';
    for (let number = 0; ; number += 1) {
      if (number >= MAX_PAGES) throw tooMany(symbol);
      const params = token === '' ? until : { ...until, [param]: token };
      const page = await readPage(session, symbol, { since, limit, params });
      all.push(...page.trades);
      const next = valueAt(page.answer, tokenPath) ?? '';
      if (next === '' || next === token || page.count === 0) break;
      token = next;
    }
    if (since !== undefined) since += windowDays * DAY;
  } while (since !== undefined && since < wallClock());
  return all;
}

async function byTime(
  session: ExchangeSession,
  symbol: string,
  from: SymbolCursor,
  { ascending, limit }: TradePaging & { readonly kind: 'time' },
): Promise<readonly CcxtTrade[]> {
  const all = new Map<string, CcxtTrade>();
  let since = sinceOf(from);
  for (let number = 0; number < MAX_PAGES; number += 1) {
    const { trades, count } = await readPage(session, symbol, { since, limit, params: ascending });
    for (const trade of trades) all.set(trade.id, trade);
    if (count < limit) return [...all.values()];
    const last = Math.max(...trades.map(({ timestamp }) => timestamp));
    if (since === undefined || last <= since) throw tooMany(symbol);
    since = last;
  }
  throw tooMany(symbol);
}

function sinceOf({ time }: SymbolCursor): number | undefined {
  return time === null ? undefined : Math.max(0, time - OVERLAP);
}

async function readPage(session: ExchangeSession, symbol: string, { since, limit, params = {} }: Asked): Promise<Page> {
  const { list, rows, scope } = session.facts.trades;
  const asked = scope === 'symbol' ? session.venueSymbol(symbol) : undefined;
  const name = 'fills';
  const { value, answer } =
    rows === null
      ? await session.read({
          name,
          call: (exchange) => exchange.fetchMyTrades(asked, since, limit, params),
          schema: z.array(ccxtTrade),
          list,
        })
      : await session.read({
          name,
          call: (exchange) => exchange.fetchClosedOrders(asked, since, limit, params),
          schema: tradesOfRows(rows),
          list,
        });
  return { trades: value, count: countIn(answer, list, value), answer };
}

function tooMany(symbol: string): BrokerError {
  return new BrokerError('UNREADABLE', `fills of ${symbol}: received full pages without an end, expected an end`);
}
