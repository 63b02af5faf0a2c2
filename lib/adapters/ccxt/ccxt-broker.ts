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
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import { readBalance, readOpenOrders, readPositions, readSymbolRules } from './account-reads.ts';
import { cancelAllAfter } from './cancel-all-after.ts';
import { cancelOrder } from './cancel-order.ts';
import type { CreatedExchange } from './create-exchange.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import { ExchangeSession } from './exchange-session.ts';
import { listFills } from './list-fills.ts';
import { lookUpOrder } from './look-up-order.ts';
import { placeOrder } from './place-order.ts';

export interface CcxtBrokerOptions {
  /** Of `createCcxtExchange`. */
  readonly created: CreatedExchange;
  readonly facts: ExchangeFacts;
  /** Canonical, `BTC/USDT`: those whose fills and positions are the account's. */
  readonly symbols: readonly string[];
  /** The account's own currency. */
  readonly currency: string;
  /** Real waiting, between repeated reads. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Real time in milliseconds, even where `Date` is virtual. */
  readonly wallClock: () => number;
}

/**
 * An account at any exchange that ccxt knows. What is particular about an exchange is data (`ExchangeFacts`); what nobody has studied is not claimed: its orders are not looked
 * up by client id, so that an unknown outcome stays parked.
 */
export class CcxtBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #session: ExchangeSession;
  readonly #options: CcxtBrokerOptions;

  constructor(options: CcxtBrokerOptions) {
    this.#options = options;
    const { created, facts, symbols, sleep, random } = options;
    this.#session = new ExchangeSession({ ...created, facts, symbols, sleep, random });
    this.capabilities = capabilitiesOf(facts);
  }

  /** Reads the markets once, where they were not given. @throws {BrokerError} */
  open(): Promise<void> {
    return this.#session.loadMarkets();
  }

  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return placeOrder(this.#session, request);
  }

  cancelOrder(order: SentOrder): Promise<CancelOrderOutcome> {
    return cancelOrder(this.#session, order);
  }

  async replaceOrder(): Promise<PlaceOrderOutcome> {
    return {
      kind: 'rejected',
      code: 'NOT_SUPPORTED',
      cause: 'replace: exchanges end one order and place another in two steps, expected a cancel and a new order',
    };
  }

  cancelAllAfter(milliseconds: number): Promise<void> {
    return cancelAllAfter(this.#session, this.#options.symbols, milliseconds);
  }

  getOrder(order: SentOrder): Promise<VenueOrder | null> {
    return lookUpOrder(this.#session, order);
  }

  listOpenOrders(): Promise<readonly VenueOrder[]> {
    return readOpenOrders(this.#session, this.#options.symbols);
  }

  listFills(cursor: string | null, orders: readonly SentOrder[]): Promise<FillPage> {
    return listFills(this.#session, this.#options.symbols, this.#options.wallClock, cursor, orders);
  }

  getBalance(): Promise<Balance> {
    return readBalance(this.#session, this.#options.currency);
  }

  listPositions(): Promise<readonly VenuePosition[]> {
    return readPositions(this.#session, this.#options.symbols);
  }

  /** Ledgers of exchanges differ too much to be trusted with money: deposits show as a difference of cash. */
  async listCashMovements(): Promise<readonly CashMovement[]> {
    return [];
  }

  getSymbolRules(symbol: string): Promise<SymbolRules> {
    return readSymbolRules(this.#session, symbol);
  }

  async getMarketClock(): Promise<MarketClock | null> {
    return null;
  }
}

/** What an exchange can do, known before it is asked anything. */
export function capabilitiesOf(facts: ExchangeFacts): BrokerCapabilities {
  const { lookUp, orderTypes, timesInForce, postOnly, reduceOnly, duplicateIdsRefused } = facts;
  return {
    orderTypes,
    timesInForce,
    postOnly,
    reduceOnly,
    oco: false,
    replace: false,
    fractional: true,
    lookUpByClientId: lookUp.kind === 'lists' || (lookUp.kind === 'order' && lookUp.clientIdParam !== null),
    cancelAfter: facts.cancelAfter !== null,
    duplicateIdsRefused,
    isOnOurClock: false,
  };
}
