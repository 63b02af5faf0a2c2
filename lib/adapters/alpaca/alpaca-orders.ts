import type { SentOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { AlpacaTradingHttp } from './alpaca-trading-http.ts';
import { type AlpacaOrder, orderAnswer, ordersAnswer } from './alpaca-trading-schemas.ts';

const PAGE_SIZE = 100;

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
   * share.
   */
  async list(query: Readonly<Record<string, string>>): Promise<readonly AlpacaOrder[]> {
    const found = new Map<string, AlpacaOrder>();
    const fixed = { ...query, direction: 'asc', nested: 'true', limit: String(PAGE_SIZE) };
    let from: Readonly<Record<string, string>> = {};
    for (;;) {
      const page = await this.#http.get('/v2/orders', { ...fixed, ...from }, ordersAnswer);
      const before = found.size;
      for (const order of page) found.set(order.id, order);
      const last = page.at(-1);
      if (page.length < PAGE_SIZE || last === undefined) return [...found.values()];
      if (found.size === before)
        throw new BrokerError('UNREADABLE', `orders: received ${PAGE_SIZE} of one time, expected fewer`);
      const time = last.submitted_at ?? last.created_at;
      if (!time)
        throw new BrokerError('UNREADABLE', `orders: received ${last.id} without a time, expected submitted_at`);
      from = { after: toIso(time - 1) };
    }
  }
}
