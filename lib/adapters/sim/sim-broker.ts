import { requestToken } from '#adapters/table/canonical-text.ts';
import type { Table, Write } from '#adapters/table/table.ts';
import type {
  Balance,
  Broker,
  BrokerCapabilities,
  CancelOrderOutcome,
  FillPage,
  MarketClock,
  PlaceOrderOutcome,
  PlaceOrderRequest,
  SentOrder,
  SymbolRules,
  VenueOrder,
  VenuePosition,
} from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import { ORDER_TYPES, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { acceptOrder } from '#domain/simulation/accept-order.ts';
import { cancelWorking } from '#domain/simulation/cancel-working.ts';
import type { MatchResult } from '#domain/simulation/match-result.ts';
import { heldQuantity } from '#domain/simulation/venue/margin-account.ts';
import { brokerOrderIdOf, openVenueBook, sequenceText, type VenueBook } from '#domain/simulation/venue-book.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { PROTECTION_KINDS } from '#domain/simulation/venue-rules.ts';
import { matchSoFar } from './match-so-far.ts';
import { SimMarket } from './sim-market.ts';
import {
  bookKey,
  decodeBook,
  decodeExecution,
  decodeVenueOrder,
  encodeAccepted,
  encodeBook,
  encodeClosed,
  encodeExecution,
  executionKey,
  venueOrderKey,
} from './sim-records.ts';

export interface SimBrokerOptions {
  readonly table: Table;
  readonly account: string;
  readonly currency: string;
  readonly initialBalance: Decimal;
  readonly rules: VenueRules;
  /** Length of the bars that orders are matched with, milliseconds. */
  readonly timeframe: number;
  readonly clock: Clock;
  /** Where the venue sees bars and trades; asked only for symbols that matter to it. */
  readonly marketData: MarketData;
}

/** A race for the book that is lost this often in a row is a fault. */
const MAX_RACES = 10;
/** Executions and closed orders written in one transaction beside the book: DynamoDB takes a hundred items. */
const MAX_ITEMS = 90;

interface StoredBook {
  readonly book: VenueBook;
  readonly version: number;
}

/**
 * A simulated venue whose books live in the table: it survives every process, refuses a client order id that it has seen for
 * ever, and fills by the same `matchBars` and `matchTrades` as the in-memory replay. Orders are matched when fills are asked for.
 */
export class SimBroker implements Broker {
  readonly capabilities: BrokerCapabilities = {
    orderTypes: ORDER_TYPES,
    timesInForce: TIMES_IN_FORCE,
    postOnly: true,
    reduceOnly: true,
    oco: true,
    replace: false,
    fractional: true,
    lookUpByClientId: true,
    cancelAfter: false,
    duplicateIdsRefused: 'forever',
    isOnOurClock: true,
  };
  readonly #options: SimBrokerOptions;

  constructor(options: SimBrokerOptions) {
    this.#options = options;
  }

  /** Its books are there from the first order on. */
  async open(): Promise<void> {}

  async placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    const { account, clock, rules, table } = this.#options;
    const { clientOrderId, symbol, side, quantity, terms } = request;
    const order = { clientOrderId, symbol, side, quantity, terms, acceptedAt: clock.now() };
    for (let race = 0; race < MAX_RACES; race++) {
      const stored = await this.#readBook();
      const acceptance = acceptOrder(stored.book, order, rules);
      if (acceptance.kind === 'rejected') return this.#reject(clientOrderId, acceptance.cause);
      const writes: Write[] = [
        { kind: 'put', item: encodeAccepted(account, clientOrderId), when: [['absent', 'pk']] },
        this.#bookWrite(stored, acceptance.book),
      ];
      const outcome = await table.transact(writes, requestToken(writes));
      if (outcome.ok) return { kind: 'accepted', brokerOrderId: brokerOrderIdOf(clientOrderId) };
      if (outcome.failed.some((failed) => failed.index === 0)) return { kind: 'duplicate' };
    }
    return { kind: 'not_sent', code: 'UNAVAILABLE', cause: 'VENUE_BUSY', retryAfter: null };
  }

  async cancelOrder({ clientOrderId }: SentOrder): Promise<CancelOrderOutcome> {
    const { account, table } = this.#options;
    for (let race = 0; race < MAX_RACES; race++) {
      const stored = await this.#readBook();
      const { book, closed } = cancelWorking(stored.book, clientOrderId);
      if (closed === null) {
        const known = await table.get(venueOrderKey(account, clientOrderId));
        return { kind: known === null ? 'not_found' : 'requested' };
      }
      const writes: Write[] = [this.#bookWrite(stored, book), { kind: 'put', item: encodeClosed(account, closed) }];
      const outcome = await table.transact(writes, requestToken(writes));
      if (outcome.ok) return { kind: 'requested' };
    }
    return { kind: 'unknown', cause: 'VENUE_BUSY' };
  }

  async replaceOrder(): Promise<PlaceOrderOutcome> {
    return { kind: 'rejected', code: 'NOT_SUPPORTED', cause: 'the simulated venue replaces no orders' };
  }

  /** It matches orders when it is asked for fills: while all is silent, nothing happens to them. */
  async cancelAllAfter(): Promise<void> {
    throw new BrokerError('NOT_SUPPORTED', 'cancel after: the simulated venue has no timer');
  }

  async getOrder(order: SentOrder): Promise<VenueOrder | null> {
    const { account, table } = this.#options;
    const { clientOrderId } = order;
    const item = await table.get(venueOrderKey(account, clientOrderId));
    if (item === null) return null;
    const recorded = decodeVenueOrder(item, order);
    if (recorded.status !== 'working') return recorded;
    const { book } = await this.#readBook();
    const working = book.working.find((one) => one.clientOrderId === clientOrderId);
    return working === undefined
      ? this.#closedMeanwhile(order)
      : { ...recorded, filledQuantity: working.filledQuantity };
  }

  async listOpenOrders(): Promise<readonly VenueOrder[]> {
    const { book } = await this.#readBook();
    return book.working.map(({ clientOrderId, symbol, side, quantity, filledQuantity }) => ({
      brokerOrderId: brokerOrderIdOf(clientOrderId),
      clientOrderId,
      symbol,
      side,
      quantity,
      status: 'working',
      filledQuantity,
      cause: null,
    }));
  }

  async listFills(cursor: string | null): Promise<FillPage> {
    const { account, table } = this.#options;
    const executions = await this.#match();
    const seen = cursor === null ? 0 : Number(cursor);
    if (executions <= seen) return { fills: [], cursor };
    const keys = Array.from({ length: executions - seen }, (_, index) => executionKey(account, seen + 1 + index));
    const fills = (await table.getMany(keys)).map(decodeExecution);
    if (fills.length !== keys.length)
      throw new Error(`the simulated venue lists ${keys.length} executions, ${fills.length} were read`);
    return { fills: fills.sort((a, b) => (a.sequence < b.sequence ? -1 : 1)), cursor: sequenceText(executions) };
  }

  async getBalance(): Promise<Balance> {
    const { currency } = this.#options;
    const { book } = await this.#readBook();
    return { currency, cash: book.balances[currency] ?? ZERO };
  }

  async listPositions(): Promise<readonly VenuePosition[]> {
    const { book } = await this.#readBook();
    return Object.keys(book.matchedBars)
      .map((symbol) => ({ symbol, quantity: heldQuantity(book, symbol) }))
      .filter(({ quantity }) => !quantity.isZero());
  }

  /** Its balance moves by trades, and funding is part of them. */
  async listCashMovements(): Promise<readonly CashMovement[]> {
    return [];
  }

  async getSymbolRules(): Promise<SymbolRules> {
    const { lot, tick, minNotional } = this.#options.rules;
    return {
      lot,
      tick,
      minNotional,
      isFractional: true,
      protections: PROTECTION_KINDS,
      wholeProtections: PROTECTION_KINDS,
    };
  }

  async getMarketClock(): Promise<MarketClock | null> {
    return null;
  }

  /** A refused order is not recorded: its id is free. One that was recorded before is a duplicate, whatever is wrong with this one. */
  async #reject(clientOrderId: string, cause: string): Promise<PlaceOrderOutcome> {
    const known = await this.#options.table.get(venueOrderKey(this.#options.account, clientOrderId));
    return known === null ? { kind: 'rejected', code: 'INVALID_ORDER', cause } : { kind: 'duplicate' };
  }

  /** The order left the book between two reads; its record was written with it. */
  async #closedMeanwhile(sent: SentOrder): Promise<VenueOrder> {
    const { clientOrderId } = sent;
    const item = await this.#options.table.get(venueOrderKey(this.#options.account, clientOrderId));
    const order = item === null ? null : decodeVenueOrder(item, sent);
    if (order === null || order.status === 'working')
      throw new Error(`venue order ${clientOrderId} is neither in the book nor closed`);
    return order;
  }

  /** Matches what works against the bars that have closed and the last trades; returns the number of executions that the venue has made. */
  async #match(): Promise<number> {
    const { rules, table } = this.#options;
    const market = new SimMarket(this.#options);
    for (let races = 0; races < MAX_RACES; ) {
      const stored = await this.#readBook();
      const step = await matchSoFar(stored.book, market, rules, MAX_ITEMS);
      if (step.book === stored.book) return stored.book.executions;
      const writes = this.#matchWrites(stored, step);
      const outcome = await table.transact(writes, requestToken(writes));
      if (outcome.ok && !step.hasMore) return step.book.executions;
      races = outcome.ok ? 0 : races + 1;
    }
    throw new Error(`the simulated venue's book kept changing: ${MAX_RACES} writes in a row lost`);
  }

  #matchWrites(stored: StoredBook, { book, closed, executions }: MatchResult): Write[] {
    const { account } = this.#options;
    return [
      this.#bookWrite(stored, book),
      ...closed.map((order): Write => ({ kind: 'put', item: encodeClosed(account, order) })),
      ...executions.map((execution): Write => ({ kind: 'put', item: encodeExecution(account, execution) })),
    ];
  }

  async #readBook(): Promise<StoredBook> {
    const { account, currency, initialBalance, table } = this.#options;
    const item = await table.get(bookKey(account));
    if (item === null) return { book: openVenueBook(currency, initialBalance), version: 0 };
    const { version } = item;
    if (!(version instanceof Decimal)) throw new Error(`the book of account ${account} has no version`);
    return { book: decodeBook(item), version: version.toNumber() };
  }

  #bookWrite(stored: StoredBook, book: VenueBook): Write {
    const item = { ...encodeBook(this.#options.account, book), version: new Decimal(stored.version + 1) };
    const isFirst = stored.version === 0;
    return { kind: 'put', item, when: [isFirst ? ['absent', 'pk'] : ['=', 'version', new Decimal(stored.version)]] };
  }
}
