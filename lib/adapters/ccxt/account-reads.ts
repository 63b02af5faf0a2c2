import * as z from 'zod/mini';
import type { Balance, SymbolRules, VenueOrder, VenuePosition } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { amount, ccxtBalance, ccxtOrder, ccxtPosition, currencyBalance } from './ccxt-schemas.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { countIn, isRecord, valueAt } from './raw-answer.ts';
import { toVenueOrder } from './venue-order.ts';

const MAX_PAGES = 100;

/** @throws {BrokerError} rather than leave one out. */
export async function readOpenOrders(
  session: ExchangeSession,
  symbols: readonly string[],
): Promise<readonly VenueOrder[]> {
  await session.loadMarkets();
  const { scope } = session.facts.openOrders;
  const asked = scope === 'account' ? [undefined] : symbols.map((symbol) => session.venueSymbol(symbol));
  const all = new Map<string, VenueOrder>();
  for (const symbol of asked)
    for (const order of await readOpenPages(session, symbol)) all.set(`${order.symbol}#${order.brokerOrderId}`, order);
  return [...all.values()];
}

async function readOpenPages(session: ExchangeSession, symbol: string | undefined): Promise<readonly VenueOrder[]> {
  const { list, limit, token } = session.facts.openOrders;
  const all: VenueOrder[] = [];
  let params: Record<string, unknown> = {};
  for (let number = 0; number < MAX_PAGES; number += 1) {
    const { value, answer } = await session.read({
      name: 'open orders',
      call: (exchange) => exchange.fetchOpenOrders(symbol, undefined, limit ?? undefined, params),
      schema: z.array(ccxtOrder),
      list,
    });
    all.push(...value.map((order) => toVenueOrder(session, order)));
    const next = token === null ? '' : (valueAt(answer, token.path) ?? '');
    if (limit === null || countIn(answer, list, value) < limit || (token !== null && next === '')) return all;
    if (token === null) break;
    params = { [token.param]: next };
  }
  throw new BrokerError('UNREADABLE', `open orders: received ${all.length} and no end, expected an end`);
}

/** What is there and what open orders hold of it. */
export async function readBalance(session: ExchangeSession, currency: string): Promise<Balance> {
  const { cash } = session.facts;
  const { value, answer } = await readBalances(session);
  if (cash.kind === 'raw') return { currency, cash: decimalAt(answer, cash.path) };
  const total = totalOf(value, currency);
  return { currency, cash: cash.kind === 'total' ? total : total.minus(sumAt(answer, cash.listPath, cash.field)) };
}

/** On a spot exchange what is held of each symbol's base currency, else its contracts. */
export async function readPositions(
  session: ExchangeSession,
  symbols: readonly string[],
): Promise<readonly VenuePosition[]> {
  const markets = await Promise.all(symbols.map((symbol) => session.market(symbol)));
  if (markets.some(({ spot }) => spot === false)) return readContracts(session, symbols);
  const { value } = await readBalances(session);
  const held: VenuePosition[] = [];
  for (const [index, symbol] of symbols.entries()) {
    const quantity = totalOf(value, markets[index]?.base ?? '');
    if (!quantity.isZero()) held.push({ symbol, quantity });
  }
  return held;
}

const STOP_ONLY = ['stop'] as const;
/** ccxt's `precisionMode` where a precision is a step; elsewhere it counts digits, and a step is not known. */
const TICK_SIZE = 4;

export async function readSymbolRules(session: ExchangeSession, symbol: string): Promise<SymbolRules> {
  const { precision, limits } = await session.market(symbol);
  const lot = session.exchange.precisionMode === TICK_SIZE ? (precision.amount ?? null) : null;
  return {
    lot,
    tick: session.facts.precision === 'steps' ? (precision.price ?? null) : null,
    minNotional: limits.cost?.min ?? null,
    isFractional: lot === null || lot.lt(1),
    protections: session.facts.orderTypes.includes('stop') ? STOP_ONLY : [],
    wholeProtections: session.facts.orderTypes.includes('stop') ? STOP_ONLY : [],
  };
}

/** As ccxt tells them, and the answer's text. @throws {BrokerError} for an answer that is no account's. */
export async function readBalances(
  session: ExchangeSession,
): Promise<{ value: Record<string, unknown>; answer: string }> {
  await session.loadMarkets();
  const { balances } = session.facts;
  const read = await session.read({
    name: 'balance',
    call: (exchange) => exchange.fetchBalance({}),
    schema: ccxtBalance,
    ...(balances === null ? {} : { list: balances }),
  });
  if (balances !== null || namesCurrency(read.value)) return read;
  throw session.unreadable('balance', read.answer, null);
}

/** ccxt makes a balance without a currency of an answer that holds none, whatever it is. */
function namesCurrency({ total }: Record<string, unknown>): boolean {
  return isRecord(total) && Object.keys(total).length > 0;
}

/** A currency that the venue does not list is one that the account has nothing of. */
function totalOf(balances: Record<string, unknown>, currency: string): Decimal {
  if (!Object.hasOwn(balances, currency)) return ZERO;
  const parsed = z.safeParse(currencyBalance, balances[currency]);
  if (parsed.success) return parsed.data.total;
  throw new BrokerError('UNREADABLE', `balance: received no total of ${currency}, expected one`);
}

function decimalAt(answer: string, path: readonly string[]): Decimal {
  return toDecimal(valueAt(answer, path), path.join('.'));
}

function toDecimal(raw: unknown, name: string): Decimal {
  const parsed = z.safeParse(amount, raw);
  if (parsed.success) return parsed.data;
  throw new BrokerError('UNREADABLE', `balance: received no ${name}, expected a number`);
}

function sumAt(answer: string, listPath: readonly string[], field: string): Decimal {
  const listed = z.safeParse(z.array(z.record(z.string(), z.unknown())), valueAt(answer, listPath));
  if (!listed.success)
    throw new BrokerError('UNREADABLE', `balance: received no ${listPath.join('.')}, expected a list`);
  return listed.data.reduce((sum, entry) => sum.plus(toDecimal(entry[field], field)), ZERO);
}

async function readContracts(session: ExchangeSession, symbols: readonly string[]): Promise<readonly VenuePosition[]> {
  const { value } = await session.read({
    name: 'positions',
    call: (exchange) => exchange.fetchPositions(symbols.map((symbol) => session.venueSymbol(symbol))),
    schema: z.array(ccxtPosition),
    list: session.facts.positions,
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
