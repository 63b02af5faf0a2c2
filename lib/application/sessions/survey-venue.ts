import type { Balance, Broker, SymbolRules, VenueOrder } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { foreignId } from '#application/tracking/foreign-fill.ts';
import type { Position } from '#domain/accounts/position.ts';
import { isFlat } from '#domain/accounts/position-accounting.ts';
import { newYorkTime } from '#domain/calendar/new-york-time.ts';
import { isEquity } from '#domain/risk/is-equity.ts';
import type { Holding } from '#domain/sessions/existing.ts';
import type { Session } from '#domain/sessions/session.ts';
import { Decimal, toPlain, ZERO } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { VenueSteps } from '#domain/simulation/venue-rules.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

export interface SurveyDeps {
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly marketData: MarketData;
  readonly splits?: SplitSource | undefined;
  readonly plan: Pick<TradingPlan, 'cancelAfter' | 'existing' | 'venue'>;
}

export interface Surveyed {
  readonly kind: 'surveyed';
  readonly opening: Balance;
  readonly steps: Session['steps'];
  /** That the session trades. */
  readonly symbols: readonly string[];
  readonly adopts: readonly Holding[];
  /** To be cancelled before the session begins. */
  readonly orders: readonly VenueOrder[];
  /** What is left alone, in words; `null`: nothing. */
  readonly ignored: string | null;
}

export type Survey = Surveyed | { readonly kind: 'conflict'; readonly reason: string };

/** What stands at the broker in one symbol. */
interface Standing {
  readonly symbol: string;
  readonly quantity: Decimal;
  readonly orders: readonly VenueOrder[];
}

/**
 * What the account begins with, in which steps its symbols are traded, and what stands at the broker in symbols that the ledger has never traded: it has no cost and no history that is known here, so that the
 * configuration says what becomes of it. What differs in symbols with a history is the reconciliation's to judge. Nothing is changed.
 *
 * @param symbols wanted
 * @throws {BrokerError} {MarketDataError} when somebody does not answer
 */
export async function surveyVenue(
  deps: SurveyDeps,
  symbols: readonly string[],
  view: AccountView | null,
): Promise<Survey> {
  const { broker, plan } = deps;
  const opening = await broker.getBalance();
  const nothing = { kind: 'surveyed', opening, symbols, adopts: [], orders: [], ignored: null } as const;
  if (broker.capabilities.isOnOurClock) return { ...nothing, steps: null };
  if (plan.cancelAfter !== null && !broker.capabilities.cancelAfter)
    return conflict(
      `session.cancel_after_seconds: received ${plan.cancelAfter / SECOND}, expected null: this broker cancels nothing by itself`,
    );
  const steps: Record<string, VenueSteps> = {};
  for (const symbol of symbols) steps[symbol] = stepsAt(await broker.getSymbolRules(symbol), plan.venue);
  const strange = symbols.filter((symbol) => !hasTraded(view?.positions.get(symbol)));
  const unbooked = await newsOf(deps, view, strange);
  if (unbooked !== null)
    return conflict(`a trade in ${unbooked} is still to be booked: start the session again in a minute`);
  const standing = await readStanding(broker, strange, steps);
  return standing.length === 0 ? { ...nothing, steps } : judge(deps, { ...nothing, steps }, standing);
}

/** By the policy. @param nothing the survey, if nothing stood there */
async function judge(deps: SurveyDeps, nothing: Surveyed, standing: readonly Standing[]): Promise<Survey> {
  const { marketData, plan } = deps;
  const text = `the broker's account has ${standing.map(inWords).join('; ')}`;
  switch (plan.existing) {
    case 'refuse':
      return conflict(
        `${text}, expected nothing of the session's symbols: close it there first, or let session.existing adopt or ignore it`,
      );
    case 'ignore': {
      const left = nothing.symbols.filter((symbol) => !standing.some((one) => one.symbol === symbol));
      if (left.length === 0) return conflict(`${text}: no symbol is left to trade`);
      return { ...nothing, symbols: left, ignored: text };
    }
    case 'adopt': {
      const isShort = standing.some(({ quantity }) => quantity.isNegative());
      if (isShort && plan.venue.margin?.allowShort !== true) return conflict(`${text}, expected nothing short`);
      const split = await splitToday(deps, standing);
      if (split !== null) return conflict(`${text}, expected nothing that is split today: adopt ${split} tomorrow`);
      const adopts = await valued(marketData, standing);
      if (typeof adopts === 'string')
        return conflict(`${adopts}: received none, expected a price at which it is adopted`);
      return { ...nothing, adopts, orders: standing.flatMap(({ orders }) => orders) };
    }
  }
}

function conflict(reason: string): Survey {
  return { kind: 'conflict', reason };
}

/** A row that no fill has moved, and no order holds, is of an order that came to nothing. */
function hasTraded(position: Position | undefined): boolean {
  return position !== undefined && (position.fillSeq > 0 || position.entryOrders.size + position.exitOrders.size > 0);
}

/** A symbol with trades that the ledger has not seen: once it is the session's, they would be, too. */
async function newsOf({ broker, ledger }: SurveyDeps, view: AccountView | null, symbols: readonly string[]) {
  if (view === null || symbols.length === 0) return null;
  const { fills } = await broker.listFills(view.account.fillCursor, []);
  const strange = fills.filter(({ symbol }) => symbols.includes(symbol));
  if (strange.length === 0) return null;
  const booked = new Set((await ledger.listCashAdjustments()).map(({ id }) => id));
  return strange.find((fill) => !booked.has(foreignId(fill)))?.symbol ?? null;
}

async function readStanding(
  broker: Broker,
  symbols: readonly string[],
  steps: Readonly<Record<string, VenueSteps>>,
): Promise<readonly Standing[]> {
  if (symbols.length === 0) return [];
  const [held, working] = [await broker.listPositions(), await broker.listOpenOrders()];
  return symbols.flatMap((symbol): readonly Standing[] => {
    const position = held.find((one) => one.symbol === symbol)?.quantity ?? ZERO;
    // Less than a lot nobody can trade: it is no position to anybody.
    const quantity = isFlat(position, steps[symbol]?.lot ?? ZERO) ? ZERO : position;
    const orders = working.filter((order) => order.symbol === symbol);
    return quantity.isZero() && orders.length === 0 ? [] : [{ symbol, quantity, orders }];
  });
}

function inWords({ orders, quantity, symbol }: Standing): string {
  const held = quantity.isZero() ? [] : [`${toPlain(quantity)} ${symbol}`];
  const working =
    orders.length === 0 ? [] : [`${orders.length === 1 ? 'an order' : `${orders.length} orders`} of ${symbol}`];
  return [...held, ...working].join(' and ');
}

/** On the day of a split nobody knows whether what the broker holds, and the last price, are of old shares or of new ones. @returns the symbol's name */
async function splitToday({ clock, splits }: SurveyDeps, standing: readonly Standing[]): Promise<string | null> {
  const held = standing.filter(({ quantity, symbol }) => isEquity(symbol) && !quantity.isZero());
  if (splits === undefined || held.length === 0) return null;
  const { day } = newYorkTime(clock.now());
  const symbols = held.map(({ symbol }) => symbol);
  return (await splits.listSplits(symbols, day, day))[0]?.symbol ?? null;
}

/** @returns the symbol's name where no price of it is known */
async function valued(marketData: MarketData, standing: readonly Standing[]): Promise<readonly Holding[] | string> {
  const holdings: Holding[] = [];
  for (const { quantity, symbol } of standing) {
    if (quantity.isZero()) continue;
    const price = await marketData.getLatestPrice(symbol);
    if (price === null) return `price of ${symbol}`;
    holdings.push({ symbol, quantity, price: price.price });
  }
  return holdings;
}

/** What the venue does not say is as configured, and of two steps the coarser one holds where it contains the other. */
function stepsAt(rules: SymbolRules, configured: VenueSteps): VenueSteps {
  const lot = rules.lot === null ? configured.lot : Decimal.max(rules.lot, configured.lot);
  return {
    lot,
    tick: rules.tick ?? configured.tick,
    minNotional: rules.minNotional ?? configured.minNotional,
    protections: lot.isInteger() ? rules.wholeProtections : rules.protections,
  };
}
