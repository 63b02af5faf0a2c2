import type {
  Broker,
  BrokerCapabilities,
  CancelOrderOutcome,
  PlaceOrderOutcome,
  PlaceOrderRequest,
  SentOrder,
} from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';

/**
 * A broker that is opened at its first use, because that reads a secret, and opened anew when its keys are refused: they may have been rotated while
 * this sandbox lives.
 */
export class LazyBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #open: () => Promise<Broker>;
  #opened: Broker | null = null;

  constructor(capabilities: BrokerCapabilities, open: () => Promise<Broker>) {
    this.capabilities = capabilities;
    this.#open = open;
  }

  async open(): Promise<void> {
    await this.#ask((broker) => broker.open());
  }

  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#give((broker) => broker.placeOrder(request));
  }

  replaceOrder(order: SentOrder, by: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#give((broker) => broker.replaceOrder(order, by));
  }

  async cancelOrder(order: SentOrder): Promise<CancelOrderOutcome> {
    const broker = await this.#broker().catch((cause: unknown) => messageOf(cause));
    return typeof broker === 'string' ? { kind: 'unknown', cause: broker } : broker.cancelOrder(order);
  }

  cancelAllAfter(milliseconds: number): Promise<void> {
    return this.#ask((broker) => broker.cancelAllAfter(milliseconds));
  }

  getOrder(order: SentOrder): ReturnType<Broker['getOrder']> {
    return this.#ask((broker) => broker.getOrder(order));
  }

  listOpenOrders(): ReturnType<Broker['listOpenOrders']> {
    return this.#ask((broker) => broker.listOpenOrders());
  }

  listFills(...query: Parameters<Broker['listFills']>): ReturnType<Broker['listFills']> {
    return this.#ask((broker) => broker.listFills(...query));
  }

  getBalance(): ReturnType<Broker['getBalance']> {
    return this.#ask((broker) => broker.getBalance());
  }

  listPositions(): ReturnType<Broker['listPositions']> {
    return this.#ask((broker) => broker.listPositions());
  }

  listCashMovements(): ReturnType<Broker['listCashMovements']> {
    return this.#ask((broker) => broker.listCashMovements());
  }

  getSymbolRules(symbol: string): ReturnType<Broker['getSymbolRules']> {
    return this.#ask((broker) => broker.getSymbolRules(symbol));
  }

  getMarketClock(): ReturnType<Broker['getMarketClock']> {
    return this.#ask((broker) => broker.getMarketClock());
  }

  /** Without a broker nothing can have been sent. */
  async #give(send: (broker: Broker) => Promise<PlaceOrderOutcome>): Promise<PlaceOrderOutcome> {
    const broker = await this.#broker().catch((cause: unknown) => messageOf(cause));
    if (typeof broker === 'string') return { kind: 'not_sent', code: 'AUTH_FAILED', cause: broker, retryAfter: null };
    const outcome = await send(broker);
    if (outcome.kind === 'rejected' && outcome.code === 'AUTH_FAILED') this.#opened = null;
    return outcome;
  }

  async #ask<Answer>(question: (broker: Broker) => Promise<Answer>): Promise<Answer> {
    const broker = await this.#broker();
    try {
      return await question(broker);
    } catch (error) {
      if (error instanceof BrokerError && error.code === 'AUTH_FAILED') this.#opened = null;
      throw error;
    }
  }

  /** @throws {BrokerError} when its keys cannot be had. */
  async #broker(): Promise<Broker> {
    if (this.#opened !== null) return this.#opened;
    try {
      this.#opened = await this.#open();
    } catch (cause) {
      throw new BrokerError('AUTH_FAILED', describe(cause), { cause });
    }
    return this.#opened;
  }
}

function describe(cause: unknown): string {
  return `the broker could not be opened: ${messageOf(cause)}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown error';
}
