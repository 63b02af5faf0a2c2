import type { SentOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { AlpacaTradingHttp } from './alpaca-trading-http.ts';
import { type AlpacaOrder, orderAnswer, ordersAnswer } from './alpaca-trading-schemas.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 1_000;

/** Looks orders up, with the legs of those that have some. */
export class AlpacaOrders {
  readonly #http: AlpacaTradingHttp;

  constructor(http: AlpacaTradingHttp) {
    this.#http = http;
  }

  /** By broker id, or by client id where that is all that is known. */
  async find({ brokerOrderId, clientOrderId }: SentOrder): Promise<AlpacaOrder | null> {
    if (brokerOrderId !== null) return this.findById(brokerOrderId);
    const order = await this.#http.find(
      '/v2/orders:by_client_order_id',
      { client_order_id: clientOrderId },
      orderAnswer,
    );
    const isSimple = !order?.order_class || order.order_class === 'simple';
    return order === null || isSimple ? order : this.findById(order.id);
  }

  findById(id: string): Promise<AlpacaOrder | null> {
    return this.#http.find(`/v2/orders/${encodeURIComponent(id)}`, { nested: 'true' }, orderAnswer);
  }

  /**
   * All orders that `query` asks for. A page begins a moment before the last one ended: Alpaca pages by the time of submission, which several orders may
   * share. A page may be shorter than was asked for and yet not the last: that is one which brings nothing new.
   *
   * @throws {BrokerError} rather than leave one out.
   */
  async list(query: Readonly<Record<string, string>>): Promise<readonly AlpacaOrder[]> {
    const found = new Map<string, AlpacaOrder>();
    let from: Readonly<Record<string, string>> = {};
    for (let number = 0; number < MAX_PAGES; number += 1) {
      const page = await this.#page({ ...query, ...from, direction: 'asc' });
      const before = found.size;
      for (const order of page) found.set(order.id, order);
      const last = page.at(-1);
      if (last === undefined) return [...found.values()];
      if (found.size === before) {
        await this.#requireNewest({ ...query, ...from }, found);
        return [...found.values()];
      }
      from = { after: toIso(timeOf(last) - 1) };
    }
    throw new BrokerError('UNREADABLE', `orders: received ${MAX_PAGES} pages and no end, expected an end`);
  }

  /** Where more orders share a moment than a page holds, the newest is none that was found. */
  async #requireNewest(query: Readonly<Record<string, string>>, found: ReadonlyMap<string, AlpacaOrder>) {
    const [newest] = await this.#page({ ...query, direction: 'desc' });
    if (newest !== undefined && !found.has(newest.id))
      throw new BrokerError('UNREADABLE', `orders: received ${found.size} without the newest, expected every one`);
  }

  #page(query: Readonly<Record<string, string>>): Promise<readonly AlpacaOrder[]> {
    return this.#http.get('/v2/orders', { ...query, nested: 'true', limit: String(PAGE_SIZE) }, ordersAnswer);
  }
}

function timeOf({ id, submitted_at: submitted, created_at: created }: AlpacaOrder): Instant {
  const time = submitted ?? created;
  if (time) return time;
  throw new BrokerError('UNREADABLE', `orders: received ${id} without a time, expected submitted_at`);
}
