import { heldSymbols } from '#application/market/new-bars.ts';
import { sentOrder } from '#application/orders/sent-order.ts';
import type { FillPage, VenueFill, VenueOrder } from '#application/ports/broker.ts';
import type { AccountView } from '#application/ports/ledger.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import { knowSplits } from '#application/splits/know-splits.ts';
import { bookedFill } from '#application/tracking/apply-venue-fill.ts';
import { unansweredBy } from '#application/tracking/follow-orders.ts';
import { isBookedForeign } from '#application/tracking/foreign-fill.ts';
import { isOrderOf } from '#application/tracking/resolve-order.ts';
import { workingOrders } from '#application/tracking/working-orders.ts';
import type { Order } from '#domain/orders/order.ts';
import type { Facts, ListedFill, ListedOrder, UnlistedOrder } from '#domain/reconciliation/facts.ts';
import { isEquity } from '#domain/risk/is-equity.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { isKnown } from '#domain/splits/split-book.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

export type Reading =
  | {
      readonly kind: 'read';
      readonly view: AccountView;
      readonly facts: Facts;
      /** As the broker told them, in the order of `facts.fills`. */
      readonly venueFills: readonly VenueFill[];
      readonly cursor: string | null;
    }
  /** Something was not answered, or trading went on meanwhile: nothing can be concluded. */
  | { readonly kind: 'unanswered'; readonly reasons: readonly string[] };

/**
 * Asks the broker for everything that the ledger says of the account: fills since `from`, what works, what became of ours that does not, positions, cash; and for fills once more, so that all of
 * it is of one time. One question without an answer, and there are no facts.
 *
 * @throws when the account has no row yet.
 */
export async function readFacts(deps: ReconcileDeps, from: string | null): Promise<Reading> {
  const read = await deps.ledger.readAccount();
  if (read === null) throw new Error('the account has no ledger row yet');
  const { fault, view } = await knowSplits(deps, read);
  const unknown = deps.splits === undefined ? [] : unknownShares(deps, view);
  if (unknown.length > 0)
    return { kind: 'unanswered', reasons: [`splits of ${unknown.join(', ')}: ${fault?.message ?? 'not known'}`] };
  const open = await workingOrders(deps.ledger, view);
  const told = await askBroker(deps, open, from ?? view.account.fillCursor);
  if (told.kind === 'unanswered') return told;
  const { page, orders, unlisted, positions, cash } = told;
  const fills: ListedFill[] = [];
  for (const fill of page.fills) fills.push(await listedFill(deps, view, fill));
  const listed: ListedOrder[] = [];
  for (const venue of orders) listed.push({ venue, order: await ownerOf(deps, open, venue) });
  const held = new Map(positions.map(({ quantity, symbol }) => [symbol, quantity]));
  const doubt = otherShares(view, held) ? (await knowSplits(deps, view, true)).fault : null;
  if (doubt !== null) return { kind: 'unanswered', reasons: [`splits: ${doubt.message}`] };
  const prices = await pricesOf(deps, view, held, listed);
  const again = await deps.ledger.readAccount();
  if (again?.account.fillSeq !== view.account.fillSeq)
    return { kind: 'unanswered', reasons: ['the ledger moved while the broker was asked'] };
  const { account, positions: booked } = view;
  const splits = view.splits.notes;
  const facts: Facts = { account, positions: booked, open, fills, listed, unlisted, held, cash, prices, splits };
  return { kind: 'read', view, facts, venueFills: page.fills, cursor: page.cursor };
}

/** Held, and nobody knows whether they are old shares. */
function unknownShares({ clock }: ReconcileDeps, view: AccountView): readonly string[] {
  return heldSymbols(view).filter((symbol) => !isKnown(view.splits, symbol, clock.now()));
}

/** The venue holds another number of shares: of a split that the service told late, perhaps, which is applied before anything is declared. */
function otherShares({ positions }: AccountView, held: ReadonlyMap<string, Decimal>): boolean {
  return [...positions.values()].some(
    ({ quantity, symbol }) => isEquity(symbol) && !quantity.isZero() && !(held.get(symbol) ?? ZERO).eq(quantity),
  );
}

async function askBroker({ broker }: ReconcileDeps, open: readonly Order[], cursor: string | null) {
  const reasons: string[] = [];
  const ask = async <Answer>(what: string, question: () => Promise<Answer>): Promise<Answer | null> => {
    try {
      return await question();
    } catch (error) {
      const why = unansweredBy(error);
      if (why === null) throw error;
      reasons.push(`${what}: ${why.reason}`);
      return null;
    }
  };
  const sent = open.map(sentOrder);
  const page = await ask('fills', () => broker.listFills(cursor, sent));
  const orders = await ask('open orders', () => broker.listOpenOrders());
  const unlisted: UnlistedOrder[] = [];
  for (const order of orders === null ? [] : open.filter((one) => !orders.some((venue) => isOrderOf(venue, one)))) {
    const found = await ask('order', async () => ({ venue: await broker.getOrder(sentOrder(order)) }));
    if (found !== null) unlisted.push({ order, venue: found.venue });
  }
  const positions = await ask('positions', () => broker.listPositions());
  const balance = await ask('balance', () => broker.getBalance());
  const later = page === null ? null : await ask('fills', () => broker.listFills(page.cursor, sent));
  if (
    page === null ||
    orders === null ||
    positions === null ||
    balance === null ||
    later === null ||
    reasons.length > 0
  )
    return { kind: 'unanswered', reasons } as const;
  if (hasNews(page, later)) return { kind: 'unanswered', reasons: ['fills came while the broker was asked'] } as const;
  return { kind: 'told', page, orders, unlisted, positions, cash: balance.cash } as const;
}

function hasNews(page: FillPage, later: FillPage): boolean {
  return later.fills.some(({ id, symbol }) => !page.fills.some((one) => one.id === id && one.symbol === symbol));
}

/** What works at the broker and is in no row may be one of ours that has ended here. */
async function ownerOf({ ledger }: ReconcileDeps, open: readonly Order[], venue: VenueOrder): Promise<Order | null> {
  const own = open.find((order) => isOrderOf(venue, order));
  if (own !== undefined || venue.clientOrderId === null) return own ?? null;
  return ledger.readOrder(venue.clientOrderId);
}

async function listedFill(deps: ReconcileDeps, view: AccountView, venueFill: VenueFill): Promise<ListedFill> {
  const { ledger } = deps;
  const { clientOrderId, id, symbol } = venueFill;
  const stored = await ledger.readFill(symbol, id);
  const order = stored !== null || clientOrderId === null ? null : await ledger.readOrder(clientOrderId);
  const fill = bookedFill(deps, view, order, venueFill);
  if (stored === null) {
    const isIn = order === null && (await isBookedForeign(ledger, fill));
    return { fill, order, known: isIn ? { fill, feeEntries: 0, feeAdjusted: ZERO } : null };
  }
  let feeAdjusted = ZERO;
  let feeEntries = 0;
  for (; ; feeEntries += 1) {
    const entry = stored.fee.eq(fill.fee) ? null : await ledger.readFill(symbol, `${id}~fee${feeEntries + 1}`);
    if (entry === null) return { fill, order, known: { fill: stored, feeEntries, feeAdjusted } };
    feeAdjusted = feeAdjusted.plus(entry.fee);
  }
}

/** Of what may have to be valued: the last mark, else the last trade, where one is known. */
async function pricesOf(
  { marketData }: ReconcileDeps,
  { positions }: AccountView,
  held: ReadonlyMap<string, Decimal>,
  listed: readonly ListedOrder[],
): Promise<ReadonlyMap<string, Decimal>> {
  const differing = [...new Set([...positions.keys(), ...held.keys()])].filter(
    (symbol) => !(held.get(symbol) ?? ZERO).eq(positions.get(symbol)?.quantity ?? ZERO),
  );
  const strange = listed.filter(({ order }) => order === null).map(({ venue }) => venue.symbol);
  const prices = new Map<string, Decimal>();
  for (const symbol of new Set([...differing, ...strange])) {
    const price = positions.get(symbol)?.mark ?? (await lastPrice(marketData, symbol));
    if (price !== null) prices.set(symbol, new Decimal(price));
  }
  return prices;
}

async function lastPrice(marketData: ReconcileDeps['marketData'], symbol: string): Promise<Decimal | null> {
  try {
    return (await marketData.getLatestPrice(symbol))?.price ?? null;
  } catch (error) {
    if (error instanceof MarketDataError) return null;
    throw error;
  }
}
