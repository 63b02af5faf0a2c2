import { createHash } from 'node:crypto';
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
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';

/** Shares of the calls that go wrong, each 0–1; what is not given is 0. Those of the same call add up to 1 at most. */
export interface FaultRates {
  /** Place and cancel: the request never reaches the venue, the outcome is unknown. */
  readonly lostRequest?: number;
  /** Place and cancel: the venue acts, its answer is lost, the outcome is unknown. */
  readonly lostAnswer?: number;
  /** Place and cancel: the request reaches the venue twice, the answer to the second is the one that comes back. */
  readonly doubled?: number;
  /** Reads: `BrokerError`. */
  readonly unreachable?: number;
  /** Look-ups and lists of fills: of one order, or from one cursor, the first two answers are those from before anything happened. */
  readonly late?: number;
}

/** Answers that come too early to show what has happened. */
const LATE_ANSWERS = 2;

/**
 * A broker between which and us things get lost. What goes wrong is a function of the seed, the method, the client order id (or cursor) and how often that
 * has been called: no clock and no randomness, so that a failing seed fails again. With no rates it is the venue itself.
 */
export class FaultyBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #venue: Broker;
  readonly #seed: number;
  readonly #rates: FaultRates;
  readonly #calls = new Map<string, number>();

  constructor(venue: Broker, seed: number, rates: FaultRates) {
    this.capabilities = venue.capabilities;
    this.#venue = venue;
    this.#seed = seed;
    this.#rates = rates;
  }

  open(): Promise<void> {
    return this.#venue.open();
  }

  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#send('placeOrder', request.clientOrderId, () => this.#venue.placeOrder(request));
  }

  cancelOrder(order: SentOrder): Promise<CancelOrderOutcome> {
    return this.#send('cancelOrder', order.clientOrderId, () => this.#venue.cancelOrder(order));
  }

  replaceOrder(order: SentOrder, by: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#send('replaceOrder', by.clientOrderId, () => this.#venue.replaceOrder(order, by));
  }

  async cancelAllAfter(milliseconds: number): Promise<void> {
    this.#isEarly('cancelAllAfter', '');
    return this.#venue.cancelAllAfter(milliseconds);
  }

  async getOrder(order: SentOrder): Promise<VenueOrder | null> {
    if (this.#isEarly('getOrder', order.clientOrderId)) return null;
    return this.#venue.getOrder(order);
  }

  async listOpenOrders(): Promise<readonly VenueOrder[]> {
    this.#isEarly('listOpenOrders', '');
    return this.#venue.listOpenOrders();
  }

  async listFills(cursor: string | null, orders: readonly SentOrder[]): Promise<FillPage> {
    if (this.#isEarly('listFills', cursor ?? '')) return { fills: [], cursor };
    return this.#venue.listFills(cursor, orders);
  }

  async listCashMovements(): Promise<readonly CashMovement[]> {
    this.#isEarly('listCashMovements', '');
    return this.#venue.listCashMovements();
  }

  async listPositions(): Promise<readonly VenuePosition[]> {
    this.#isEarly('listPositions', '');
    return this.#venue.listPositions();
  }

  async getSymbolRules(symbol: string): Promise<SymbolRules> {
    this.#isEarly('getSymbolRules', symbol);
    return this.#venue.getSymbolRules(symbol);
  }

  async getMarketClock(): Promise<MarketClock | null> {
    this.#isEarly('getMarketClock', '');
    return this.#venue.getMarketClock();
  }

  async getBalance(): Promise<Balance> {
    this.#isEarly('getBalance', '');
    return this.#venue.getBalance();
  }

  async #send<Outcome>(
    method: string,
    key: string,
    send: () => Promise<Outcome>,
  ): Promise<Outcome | { readonly kind: 'unknown'; readonly cause: string }> {
    const { lostRequest = 0, lostAnswer = 0, doubled = 0 } = this.#rates;
    const draw = this.#draw(method, key, this.#count(method, key));
    if (draw < lostRequest) return { kind: 'unknown', cause: 'FAULT_LOST_REQUEST' };
    const outcome = await send();
    if (draw < lostRequest + lostAnswer) return { kind: 'unknown', cause: 'FAULT_LOST_ANSWER' };
    return draw < lostRequest + lostAnswer + doubled ? send() : outcome;
  }

  /** Whether a read is answered as of before; throws when it is not answered at all. */
  #isEarly(method: string, key: string): boolean {
    const { unreachable = 0, late = 0 } = this.#rates;
    const count = this.#count(method, key);
    if (this.#draw(method, key, count) < unreachable)
      throw new BrokerError('NETWORK', `fault: ${method} was not answered`);
    return count <= LATE_ANSWERS && this.#draw(`late ${method}`, key, 0) < late;
  }

  #count(method: string, key: string): number {
    const name = `${method}|${key}`;
    const count = (this.#calls.get(name) ?? 0) + 1;
    this.#calls.set(name, count);
    return count;
  }

  /** In [0, 1): the first 48 bits of a hash. */
  #draw(method: string, key: string, count: number): number {
    const digest = createHash('sha256').update(`${this.#seed}|${method}|${key}|${count}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  }
}
