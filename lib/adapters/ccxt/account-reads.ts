import * as z from 'zod/mini';
import type { Balance, SymbolRules, VenueOrder, VenuePosition } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { ccxtBalance, ccxtOrder, ccxtPosition, currencyBalance } from './ccxt-schemas.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { toVenueOrder } from './venue-order.ts';

/** @throws {BrokerError} rather than leave one out. */
export async function readOpenOrders(
  session: ExchangeSession,
  symbols: readonly string[],
): Promise<readonly VenueOrder[]> {
  await session.loadMarkets();
  const { scope, limit } = session.facts.openOrders;
  const asked = scope === 'account' ? [undefined] : symbols.map((symbol) => session.venueSymbol(symbol));
  const all: VenueOrder[] = [];
  for (const symbol of asked) {
    const { value } = await session.read({
      name: 'open orders',
      call: (exchange) => exchange.fetchOpenOrders(symbol, undefined, limit ?? undefined),
      schema: z.array(ccxtOrder),
    });
    if (limit !== null && value.length >= limit)
      throw new BrokerError('UNREADABLE', `open orders: received ${value.length}, expected fewer: there may be more`);
    all.push(...value.map((order) => toVenueOrder(session, order)));
  }
  return all;
}

/** What is there and what open orders hold of it. */
export async function readBalance(session: ExchangeSession, currency: string): Promise<Balance> {
  return { currency, cash: await totalOf(session, await readBalances(session), currency) };
}

/** On a spot exchange what is held of each symbol's base currency, else its contracts. */
export async function readPositions(
  session: ExchangeSession,
  symbols: readonly string[],
): Promise<readonly VenuePosition[]> {
  const markets = await Promise.all(symbols.map((symbol) => session.market(symbol)));
  if (markets.some(({ spot }) => spot === false)) return readContracts(session, symbols);
  const balances = await readBalances(session);
  const held: VenuePosition[] = [];
  for (const [index, symbol] of symbols.entries()) {
    const quantity = await totalOf(session, balances, markets[index]?.base ?? '');
    if (!quantity.isZero()) held.push({ symbol, quantity });
  }
  return held;
}

export async function readSymbolRules(session: ExchangeSession, symbol: string): Promise<SymbolRules> {
  const { precision, limits } = await session.market(symbol);
  const lot = precision.amount ?? null;
  return {
    lot,
    tick: session.facts.precision === 'steps' ? (precision.price ?? null) : null,
    minNotional: limits.cost?.min ?? null,
    isFractional: lot === null || lot.lt(1),
  };
}

async function readBalances(session: ExchangeSession): Promise<Record<string, unknown>> {
  await session.loadMarkets();
  const { value } = await session.read({
    name: 'balance',
    call: (exchange) => exchange.fetchBalance({}),
    schema: ccxtBalance,
  });
  return value;
}

/** A currency that the venue does not list is one that the account has nothing of. */
async function totalOf(
  session: ExchangeSession,
  balances: Record<string, unknown>,
  currency: string,
): Promise<Decimal> {
  if (!Object.hasOwn(balances, currency)) return ZERO;
  const parsed = z.safeParse(currencyBalance, balances[currency]);
  if (parsed.success) return parsed.data.total;
  throw new BrokerError(
    'UNREADABLE',
    `balance of ${session.exchange.id}: received no total of ${currency}, expected one`,
  );
}

async function readContracts(session: ExchangeSession, symbols: readonly string[]): Promise<readonly VenuePosition[]> {
  const { value } = await session.read({
    name: 'positions',
    call: (exchange) => exchange.fetchPositions(symbols.map((symbol) => session.venueSymbol(symbol))),
    schema: z.array(ccxtPosition),
  });
  const held: VenuePosition[] = [];
  for (const { symbol, side, contracts } of value) {
    if (!contracts || contracts.isZero()) continue;
    const canonical = session.canonicalSymbol(symbol);
    const { contractSize } = await session.market(canonical);
    const quantity = contracts.abs().times(contractSize ?? new Decimal(1));
    held.push({ symbol: canonical, quantity: side === 'short' ? quantity.neg() : quantity });
  }
  return held;
}
