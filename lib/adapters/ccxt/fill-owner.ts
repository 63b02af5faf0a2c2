import * as z from 'zod/mini';
import type { SentOrder } from '#application/ports/broker.ts';
import { type CcxtTrade, ccxtOrder } from './ccxt-schemas.ts';
import type { ExchangeSession } from './exchange-session.ts';
import { isPossible } from './match-order.ts';
import { isRecord } from './raw-answer.ts';

/** Raw fields under which venues tell an execution's client order id. */
const CLIENT_ID_FIELDS = ['clientOrderId', 'orderLinkId', 'cl_ord_id', 'cloid'];

/**
 * Finds out whose executions are: by the orders that wait for fills, by what the venue tells with an execution, or by asking for its order, once each. Orders that nobody
 * of ours placed are `null`.
 */
export class FillOwners {
  readonly #session: ExchangeSession;
  readonly #orders: readonly SentOrder[];
  readonly #known: Map<string, string | null>;

  constructor(session: ExchangeSession, orders: readonly SentOrder[]) {
    this.#session = session;
    this.#orders = orders;
    this.#known = new Map(
      orders.flatMap(({ brokerOrderId, clientOrderId, symbol }) =>
        brokerOrderId === null ? [] : [[`${symbol}#${brokerOrderId}`, clientOrderId]],
      ),
    );
  }

  /** @throws {BrokerError} when the order of an execution could not be asked for: an unasked one is not nobody's. */
  async ownerOf(trade: CcxtTrade, symbol: string): Promise<string | null> {
    const told = this.#toldBy(trade);
    if (told !== undefined) return told;
    if (!trade.order) return this.#matched(trade, symbol);
    const key = `${symbol}#${trade.order}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const owner = await this.#ask(trade.order, symbol);
    this.#known.set(key, owner);
    return owner;
  }

  /** The venue names no order: the only one of ours that it can be of. */
  #matched(trade: CcxtTrade, symbol: string): string | null {
    if (this.#session.facts.lookUp.kind !== 'match') return null;
    const possible = this.#orders.filter((order) => order.symbol === symbol && isPossible(trade, order));
    return possible.length === 1 ? (possible[0]?.clientOrderId ?? null) : null;
  }

  /** `undefined`: the venue does not tell it with an execution. */
  #toldBy({ info }: CcxtTrade): string | null | undefined {
    if (!isRecord(info)) return undefined;
    const told = CLIENT_ID_FIELDS.map((field) => info[field]).find((value) => typeof value === 'string');
    return typeof told === 'string' ? this.#session.decodeClientId(told) : undefined;
  }

  async #ask(orderId: string, symbol: string): Promise<string | null> {
    const { facts } = this.#session;
    if (facts.clientOrderId === null || facts.lookUp.kind === 'match') return null;
    const asked = await this.#session.tryRead({
      name: 'order of a fill',
      call: (exchange) => exchange.fetchOrder(orderId, this.#session.venueSymbol(symbol), facts.orderParams),
      schema: z.pick(ccxtOrder, { id: true, clientOrderId: true }),
    });
    if (asked.ok) return this.#session.decodeClientId(asked.value.clientOrderId);
    if (asked.failure.code === 'ORDER_NOT_FOUND' && asked.failure.certainty === 'refused') return null;
    throw this.#session.errorOf('order of a fill', asked.failure);
  }
}
