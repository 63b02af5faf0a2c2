import { requestToken } from '#adapters/table/canonical-text.ts';
import type { Table, Write } from '#adapters/table/table.ts';
import type {
  Balance,
  Broker,
  BrokerCapabilities,
  FillPage,
  PlaceOrderOutcome,
  PlaceOrderRequest,
  VenueOrder,
} from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { matchOrders } from '#domain/simulation/match.ts';
import {
  acceptIntoBook,
  brokerOrderIdOf,
  openVenueBook,
  sequenceText,
  type Trade,
  type VenueBook,
  type VenueCosts,
} from '#domain/simulation/venue-book.ts';
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
  readonly costs: VenueCosts;
  readonly clock: Clock;
  /** Where the venue sees trades; asked only when something works. */
  readonly marketData: MarketData;
}

/** A race for the book that is lost this often in a row is a fault. */
const MAX_RACES = 10;
/** Orders matched in one transaction: each writes two items, and DynamoDB takes a hundred. */
const MAX_MATCHES = 40;

/**
 * A simulated venue whose books live in the table: it survives every process, refuses a client order id that it has seen for
 * ever, and fills by the same `matchOrders` as the in-memory replay. Orders are matched when fills are asked for.
 */
export class SimBroker implements Broker {
  readonly capabilities: BrokerCapabilities = { duplicateIdsRefused: 'forever' };
  readonly #options: SimBrokerOptions;

  constructor(options: SimBrokerOptions) {
    this.#options = options;
  }

  async placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    const { account, clock, table } = this.#options;
    const order = { ...request, acceptedAt: clock.now() };
    for (let race = 0; race < MAX_RACES; race++) {
      const stored = await this.#readBook();
      const writes: Write[] = [
        { kind: 'put', item: encodeAccepted(account, order), when: [['absent', 'pk']] },
        this.#bookWrite(stored, acceptIntoBook(stored.book, order)),
      ];
      const outcome = await table.transact(writes, requestToken(writes));
      if (outcome.ok) return { kind: 'accepted', brokerOrderId: brokerOrderIdOf(request.clientOrderId) };
      if (outcome.failed.some((failed) => failed.index === 0)) return { kind: 'duplicate' };
    }
    return { kind: 'rejected', cause: 'VENUE_BUSY' };
  }

  async getOrderByClientId(clientOrderId: string): Promise<VenueOrder | null> {
    const item = await this.#options.table.get(venueOrderKey(this.#options.account, clientOrderId));
    return item === null ? null : decodeVenueOrder(item, clientOrderId);
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
    const { book } = await this.#readBook();
    return { currency: book.currency, cash: book.cash };
  }

  /** Matches what works against the last trades; returns the number of executions that the venue has made. */
  async #match(): Promise<number> {
    const { account, costs, table } = this.#options;
    for (let races = 0; races < MAX_RACES; ) {
      const stored = await this.#readBook();
      if (stored.book.working.length === 0) return stored.book.executions;
      const match = matchOrders(stored.book, await this.#lastTrades(stored.book), costs, MAX_MATCHES);
      if (match.closed.length === 0) return stored.book.executions;
      const writes: Write[] = [
        this.#bookWrite(stored, match.book),
        ...match.closed.map((closed): Write => ({ kind: 'put', item: encodeClosed(account, closed) })),
        ...match.executions.map((execution): Write => ({ kind: 'put', item: encodeExecution(account, execution) })),
      ];
      const outcome = await table.transact(writes, requestToken(writes));
      if (outcome.ok && match.closed.length < MAX_MATCHES) return match.book.executions;
      races = outcome.ok ? 0 : races + 1;
    }
    throw new Error(`the simulated venue's book kept changing: ${MAX_RACES} writes in a row lost`);
  }

  async #lastTrades(book: VenueBook): Promise<Map<string, Trade>> {
    const { marketData } = this.#options;
    const trades = new Map<string, Trade>();
    for (const symbol of new Set(book.working.map((order) => order.symbol))) {
      const trade = await marketData.getLatestPrice(symbol);
      if (trade !== null) trades.set(symbol, trade);
    }
    return trades;
  }

  async #readBook(): Promise<{ readonly book: VenueBook; readonly version: number }> {
    const { account, currency, initialBalance, table } = this.#options;
    const item = await table.get(bookKey(account));
    if (item === null) return { book: openVenueBook(currency, initialBalance), version: 0 };
    const { book, version } = item;
    if (typeof book !== 'string' || !(version instanceof Decimal))
      throw new Error(`the book of account ${account} is not readable`);
    return { book: decodeBook(book), version: version.toNumber() };
  }

  #bookWrite(stored: { readonly version: number }, book: VenueBook): Write {
    const key = bookKey(this.#options.account);
    const isFirst = stored.version === 0;
    const item = {
      ...key,
      book: encodeBook(book),
      version: new Decimal(stored.version + 1),
      schemaVersion: new Decimal(1),
    };
    return { kind: 'put', item, when: [isFirst ? ['absent', 'pk'] : ['=', 'version', new Decimal(stored.version)]] };
  }
}
