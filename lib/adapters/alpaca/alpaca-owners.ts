import type { SentOrder } from '#application/ports/broker.ts';
import { type Instant, SECOND, toIso } from '#domain/shared/instant.ts';
import type { FillOwner } from './alpaca-fill.ts';
import { isOurId } from './alpaca-order.ts';
import type { AlpacaOrders } from './alpaca-orders.ts';
import { canonicalSymbol } from './alpaca-symbol.ts';
import type { AlpacaActivity, AlpacaOrder } from './alpaca-trading-schemas.ts';

const MAX_KNOWN = 1_000;
/** A pair's two orders are made at the same time; the list of orders that holds both is this much wider on each side. */
const PAIR_MARGIN = 5 * SECOND;

/** Tells whose an execution is: of the orders that wait for fills, of one seen before, or by asking. */
export class AlpacaOwners {
  readonly #orders: AlpacaOrders;
  readonly #known = new Map<string, FillOwner>();

  constructor(orders: AlpacaOrders) {
    this.#orders = orders;
  }

  async ownerOf({ order_id: id, symbol }: AlpacaActivity, orders: readonly SentOrder[]): Promise<FillOwner> {
    const sent = orders.find(({ brokerOrderId }) => brokerOrderId === id);
    if (sent !== undefined) return { clientOrderId: sent.clientOrderId, symbol: sent.symbol };
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const order = await this.#orders.findById(id);
    const owner = {
      clientOrderId: order === null ? null : await this.#idOf(order),
      symbol: canonicalSymbol(order?.symbol ?? symbol, order?.asset_class ?? null),
    };
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(id, owner);
    return owner;
  }

  /** When the venue took the order, by its own clock; `null`: it has none such. */
  async creationOf(order: SentOrder): Promise<Instant | null> {
    const found = await this.#orders.find(order);
    return found?.created_at ?? found?.submitted_at ?? null;
  }

  /** A leg of a pair has an id of Alpaca's making; ours is on the order that lists it. */
  async #idOf(order: AlpacaOrder): Promise<string | null> {
    const { id, client_order_id: own, order_class: kind, created_at: created, symbol } = order;
    if (isOurId(own)) return own;
    if (kind === '' || kind === 'simple' || !kind || !symbol || !created) return null;
    const around = { after: toIso(created - PAIR_MARGIN), until: toIso(created + PAIR_MARGIN), symbols: symbol };
    const listed = await this.#orders.list({ status: 'all', ...around });
    const parent = listed.find(({ legs }) => legs?.some((leg) => leg.id === id));
    return isOurId(parent?.client_order_id) ? parent.client_order_id : null;
  }
}
