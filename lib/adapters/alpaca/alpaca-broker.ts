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
import { ORDER_TYPES, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import { AlpacaAccount } from './alpaca-account.ts';
import { AlpacaFills } from './alpaca-fills.ts';
import { listMovements } from './alpaca-movements.ts';
import { toVenueOrder } from './alpaca-order.ts';
import { AlpacaOrders } from './alpaca-orders.ts';
import { placeOutcome } from './alpaca-outcome.ts';
import { AlpacaOwners } from './alpaca-owners.ts';
import { isAbsence, readRefusal } from './alpaca-refusal.ts';
import { replacement } from './alpaca-replacement.ts';
import { needsMadeUpLimit, orderBody, type WrittenOrder } from './alpaca-terms.ts';
import { AlpacaTradingHttp } from './alpaca-trading-http.ts';
import type { AlpacaWireOptions } from './alpaca-wire.ts';

export interface AlpacaBrokerOptions extends AlpacaWireOptions {
  /** The account's own. @default 'USD' */
  readonly currency?: string;
}

/** What Alpaca can do. */
export const ALPACA_CAPABILITIES: BrokerCapabilities = {
  orderTypes: ORDER_TYPES,
  timesInForce: TIMES_IN_FORCE,
  postOnly: false,
  reduceOnly: false,
  oco: true,
  replace: true,
  fractional: true,
  lookUpByClientId: true,
  cancelAfter: false,
  duplicateIdsRefused: 'forever',
  isOnOurClock: false,
};

/** An account at Alpaca, live or paper, over its trading REST interface. What is mapped, emulated and refused: `docs/brokers.md`. */
export class AlpacaBroker implements Broker {
  readonly capabilities = ALPACA_CAPABILITIES;
  readonly #http: AlpacaTradingHttp;
  readonly #orders: AlpacaOrders;
  readonly #fills: AlpacaFills;
  readonly #account: AlpacaAccount;

  /** @throws {BrokerError} for keys that cannot stand in a header. */
  constructor({ currency = 'USD', ...options }: AlpacaBrokerOptions) {
    this.#http = new AlpacaTradingHttp(options);
    this.#orders = new AlpacaOrders(this.#http);
    this.#fills = new AlpacaFills(this.#http, new AlpacaOwners(this.#orders));
    this.#account = new AlpacaAccount(this.#http, currency);
  }

  /** Every request stands alone. */
  async open(): Promise<void> {}

  async placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#beforeSending(async () => {
      const written = await this.#write(request);
      if (written.kind === 'refused') return { ...written, kind: 'rejected' };
      const answer = await this.#http.send({ method: 'POST', path: '/v2/orders', body: written.body });
      return placeOutcome(answer, request, this.#hide);
    });
  }

  async replaceOrder(order: SentOrder, by: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#beforeSending(async () => {
      const changes = replacement(order, by, await this.#write(order), await this.#write(by));
      if (changes.kind === 'refused') return { ...changes, kind: 'rejected' };
      const id = await this.#idOf(order);
      if (id === null) return { kind: 'rejected', code: 'ORDER_NOT_FOUND', cause: 'the venue has no such order' };
      const answer = await this.#http.send({ method: 'PATCH', path: orderPath(id), body: changes.body });
      return placeOutcome(answer, by, this.#hide);
    });
  }

  async cancelOrder(order: SentOrder): Promise<CancelOrderOutcome> {
    try {
      const id = await this.#idOf(order);
      if (id === null) return { kind: 'not_found' };
      const answer = await this.#http.send({ method: 'DELETE', path: orderPath(id) });
      if (answer.kind !== 'answered') return { kind: 'unknown', cause: this.#hide(answer.reason) };
      if (answer.status >= 200 && answer.status < 300) return { kind: 'requested' };
      if (isAbsence(answer.status, answer.text)) return { kind: 'not_found' };
      if (answer.status === 422 && readRefusal(answer.text) !== null) return { kind: 'requested' };
      const { retryAfter, status } = answer;
      const cause = this.#hide(`${status} ${answer.text}`);
      return status === 429 ? { kind: 'unknown', cause, code: 'RATE_LIMITED', retryAfter } : { kind: 'unknown', cause };
    } catch (error) {
      const { code, message, retryAfter } = toBrokerError(error);
      return { kind: 'unknown', cause: message, code, retryAfter };
    }
  }

  async cancelAllAfter(): Promise<void> {
    throw new BrokerError('NOT_SUPPORTED', 'cancel after: Alpaca has no timer');
  }

  async getOrder(order: SentOrder): Promise<VenueOrder | null> {
    const found = await this.#orders.find(order);
    return found === null ? null : toVenueOrder(found);
  }

  async listOpenOrders(): Promise<readonly VenueOrder[]> {
    const open = await this.#orders.list({ status: 'open' });
    return open.map(toVenueOrder).filter((order) => order !== null);
  }

  listFills(cursor: string | null, orders: readonly SentOrder[]): Promise<FillPage> {
    return this.#fills.list(cursor, orders);
  }

  getBalance(): Promise<Balance> {
    return this.#account.getBalance();
  }

  listPositions(): Promise<readonly VenuePosition[]> {
    return this.#account.listPositions();
  }

  listCashMovements(): Promise<readonly CashMovement[]> {
    return listMovements(this.#http);
  }

  getSymbolRules(symbol: string): Promise<SymbolRules> {
    return this.#account.getSymbolRules(symbol);
  }

  getMarketClock(): Promise<MarketClock> {
    return this.#account.getMarketClock();
  }

  readonly #hide = (text: string): string => this.#http.hide(text);

  async #write(request: PlaceOrderRequest): Promise<WrittenOrder> {
    const tick = needsMadeUpLimit(request) ? (await this.#account.getSymbolRules(request.symbol)).tick : null;
    return orderBody(request, tick);
  }

  async #idOf(order: SentOrder): Promise<string | null> {
    return order.brokerOrderId ?? (await this.#orders.find(order))?.id ?? null;
  }

  /** A read that fails before the one request that counts leaves nothing at the venue. */
  async #beforeSending(send: () => Promise<PlaceOrderOutcome>): Promise<PlaceOrderOutcome> {
    try {
      return await send();
    } catch (error) {
      const { code, message, retryAfter } = toBrokerError(error);
      return { kind: 'not_sent', code, cause: message, retryAfter };
    }
  }
}

function orderPath(id: string): string {
  return `/v2/orders/${encodeURIComponent(id)}`;
}

/** Anything else is a fault of ours. */
function toBrokerError(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  throw error;
}
